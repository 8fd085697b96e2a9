#!/usr/bin/env python3
"""Uploads a file as a site does whose code is in Python: onto NFS, into the site's table, and to nfs2s3, by SQL alone.

    NFS_ROOT=/mnt/media PGHOST=db.example.com PGDATABASE=site PGUSER=site_web upload.py FILE images/ab/123.jpg

Needs psycopg 3. It prints what became of the upload, and the URL that a page gets now.
"""

import os
import shutil
import sys

import psycopg

INVALID_PATH = "22023"  # not a media path, or no kind covers it


def main(source, path):
    with psycopg.connect() as db:  # the address is in PGHOST and its like
        fault, = db.execute("SELECT nfs2s3.path_fault(%s)", [path]).fetchone()
        if fault is not None:  # before anything is written: a name with ".." would lead out of the source root
            sys.exit(f"refused: {fault}")
    place(source, os.path.join(os.environ["NFS_ROOT"], path))
    try:
        with psycopg.connect() as db:  # commits at its end, or rolls back
            db.execute("INSERT INTO image (file) VALUES (%s)", [path])
            way, = db.execute("SELECT nfs2s3.enqueue_upload(%s)", [path]).fetchone()  # OUTBOX or HELD
    except psycopg.Error as error:
        if error.sqlstate == INVALID_PATH:
            sys.exit(f"refused: {error.diag.message_primary}")
        raise  # not registered: the file is on NFS, so call again later for the same path
    with psycopg.connect() as db:
        url, = db.execute("SELECT nfs2s3.media_url(%s)", [path]).fetchone()
    print(way, url)


def place(source, target):
    """Under another name first, so that nobody reads half a file. Names that end in .part are no media."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target + ".part")
    os.replace(target + ".part", target)


if __name__ == "__main__":
    main(*sys.argv[1:])
