package io.nfs2s3.media;

/** The pointer: where readers find a file. */
public enum Location {
    NFS,
    S3
}
