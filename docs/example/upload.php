<?php
// Uploads a file as a site does whose code is in PHP: onto NFS, into the site's table, and to nfs2s3, by SQL alone.
//
//     NFS_ROOT=/mnt/media PGHOST=db.example.com PGDATABASE=site PGUSER=site_web php upload.php FILE images/ab/123.jpg
//
// Needs pdo_pgsql. It prints what became of the upload, and the URL that a page gets now.

const INVALID_PATH = '22023';    // not a media path, or no kind covers it

function ask(PDO $db, string $sql, string $path): ?string
{
    $query = $db->prepare($sql);
    $query->execute([$path]);
    return $query->fetchColumn();
}

// Under another name first, so that nobody reads half a file. Names that end in .part are no media.
function place(string $source, string $target): void
{
    if (!is_dir(dirname($target)) && !mkdir(dirname($target), 0775, true) && !is_dir(dirname($target))) {
        throw new RuntimeException("no directory for $target");
    }
    if (!copy($source, "$target.part") || !rename("$target.part", $target)) {
        throw new RuntimeException("$target could not be written");
    }
}

[, $source, $path] = $argv;
if (strpos($path, "\0") !== false) {    // PDO would cut the text there
    exit("refused: NUL\n");
}
$db = new PDO('pgsql:', null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);    // PGHOST and its like

$fault = ask($db, 'SELECT nfs2s3.path_fault(?)', $path);
if ($fault !== null) {    // before anything is written: a name with ".." would lead out of the source root
    fwrite(STDERR, "refused: $fault\n");
    exit(1);
}
place($source, getenv('NFS_ROOT') . '/' . $path);

$db->beginTransaction();
try {
    $db->prepare('INSERT INTO image (file) VALUES (?)')->execute([$path]);
    $way = ask($db, 'SELECT nfs2s3.enqueue_upload(?)', $path);    // OUTBOX or HELD
    $db->commit();
} catch (PDOException $e) {
    $db->rollBack();
    if ($e->getCode() === INVALID_PATH) {
        fwrite(STDERR, "refused: {$e->getMessage()}\n");
        exit(1);
    }
    throw $e;    // not registered: the file is on NFS, so call again later for the same path
}
echo $way, ' ', ask($db, 'SELECT nfs2s3.media_url(?)', $path), "\n";
