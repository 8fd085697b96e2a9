package io.nfs2s3.lab.devstack;

import static io.nfs2s3.lab.devstack.Hocon.quoted;

import java.net.URI;
import java.util.Objects;

/**
 * Where the servers of a {@link Stack} listen, and what they let in.
 *
 * @param jdbcUrl the default database
 * @param databaseUser a superuser
 * @param databasePassword may be empty
 * @param sqsEndpoint the endpoint override of an SQS client
 * @param s3Endpoint the endpoint override of an S3 client, which must address buckets by path
 * @param region the signing region of both
 * @param accessKeyId the one key that both accept
 * @param secretAccessKey its secret
 */
public record StackAddresses(
        String jdbcUrl,
        String databaseUser,
        String databasePassword,
        URI sqsEndpoint,
        URI s3Endpoint,
        String region,
        String accessKeyId,
        String secretAccessKey) {

    public StackAddresses {
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(databaseUser, "databaseUser");
        Objects.requireNonNull(databasePassword, "databasePassword");
        Objects.requireNonNull(sqsEndpoint, "sqsEndpoint");
        Objects.requireNonNull(s3Endpoint, "s3Endpoint");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(accessKeyId, "accessKeyId");
        Objects.requireNonNull(secretAccessKey, "secretAccessKey");
    }

    /** The same with another database, as from {@link Stack#createDatabase}. */
    public StackAddresses withJdbcUrl(String jdbcUrl) {
        return new StackAddresses(
                jdbcUrl, databaseUser, databasePassword, sqsEndpoint, s3Endpoint, region, accessKeyId, secretAccessKey);
    }

    /** The same with SQS elsewhere, as behind a {@link TcpProxy}. */
    public StackAddresses withSqsEndpoint(URI sqsEndpoint) {
        return new StackAddresses(
                jdbcUrl, databaseUser, databasePassword, sqsEndpoint, s3Endpoint, region, accessKeyId, secretAccessKey);
    }

    /** The same with S3 elsewhere, as behind a {@link TcpProxy}. */
    public StackAddresses withS3Endpoint(URI s3Endpoint) {
        return new StackAddresses(
                jdbcUrl, databaseUser, databasePassword, sqsEndpoint, s3Endpoint, region, accessKeyId, secretAccessKey);
    }

    /** The same with another secret, as to be refused. */
    public StackAddresses withSecretAccessKey(String secretAccessKey) {
        return new StackAddresses(
                jdbcUrl, databaseUser, databasePassword, sqsEndpoint, s3Endpoint, region, accessKeyId, secretAccessKey);
    }

    /** The settings of an nfs2s3 that works on these servers, as HOCON. */
    public String settings() {
        return """
                database { url = %s, user = %s, password = %s }
                aws { region = %s, accessKeyId = %s, secretAccessKey = %s }
                sqs { endpoint = %s }
                s3 { endpoint = %s, pathStyle = true }
                """.formatted(
                        quoted(jdbcUrl),
                        quoted(databaseUser),
                        quoted(databasePassword),
                        quoted(region),
                        quoted(accessKeyId),
                        quoted(secretAccessKey),
                        quoted(sqsEndpoint),
                        quoted(s3Endpoint));
    }

    /** The addresses without the password and the secret key. */
    @Override
    public String toString() {
        return "StackAddresses[jdbcUrl=%s, databaseUser=%s, databasePassword=***, sqsEndpoint=%s, s3Endpoint=%s, region=%s, accessKeyId=%s, secretAccessKey=***]"
                .formatted(jdbcUrl, databaseUser, sqsEndpoint, s3Endpoint, region, accessKeyId);
    }
}
