package io.nfs2s3.lab.devstack;

/**
 * The loopback ports of the embedded servers. 0 takes any free port.
 *
 * @param database of PostgreSQL
 * @param sqs of ElasticMQ
 * @param s3 of S3Proxy
 */
public record StackPorts(int database, int sqs, int s3) {
    /** Any free ports. */
    public static final StackPorts FREE = new StackPorts(0, 0, 0);
}
