package site;

import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/** {@code POST /photos} takes a photo, {@code GET /photos/ID} is the page that shows it. */
@RestController
class PhotoController {
    private final Path root;
    private final UploadHook hook;
    private final MediaUrlResolver resolver;

    PhotoController(MediaProperties media, UploadHook hook, MediaUrlResolver resolver) {
        this.root = media.root();
        this.hook = hook;
        this.resolver = resolver;
    }

    @PostMapping("/photos")
    ResponseEntity<Void> upload(@RequestParam("photo") MultipartFile photo) throws IOException {
        UUID id = UUID.randomUUID();
        Path file = root.resolve(pathOf(id));
        Files.createDirectories(file.getParent());

        // Complete and in its place, before anybody hears of it.
        Path half = file.resolveSibling("." + id);
        try (InputStream bytes = photo.getInputStream()) {
            Files.copy(bytes, half);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }

        hook.fileUploaded(pathOf(id)); // whatever it answers, the upload is safe
        return ResponseEntity.created(URI.create("/photos/" + id)).build();
    }

    /** SQS, the database and the local disk are all gone: the same upload again is all that it needs. */
    @ExceptionHandler
    ResponseEntity<String> refused(UploadNotAcceptedException e) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body("Please try again.");
    }

    @GetMapping(path = "/photos/{id}", produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable("id") UUID id) {
        String url = resolver.url(pathOf(id)).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return "<!DOCTYPE html>\n<title>A photo</title>\n<img src=\"" + url + "\" alt=\"\">\n";
    }

    /** The media path: below the mount, without a name that somebody else chose. */
    private static String pathOf(UUID id) {
        return "images/" + id + ".jpg";
    }
}
