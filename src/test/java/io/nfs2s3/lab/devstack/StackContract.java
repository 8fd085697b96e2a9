package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What every suite leans on, held against each kind of stack. */
abstract class StackContract {
    private static final byte[] CONTENT = "a picture".getBytes(StandardCharsets.UTF_8);

    abstract Stack stack();

    /** Keeps the subclasses apart where they meet on one stack. */
    abstract String name();

    @Test
    void the_database_answers() throws SQLException {
        assertThat(selectOne(stack().addresses().jdbcUrl())).isEqualTo(1);
    }

    @Test
    void a_created_database_is_empty_and_its_own() throws SQLException {
        var url = stack().createDatabase(name() + "_empty");

        assertThat(selectOne(url)).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> stack().createDatabase(name() + "_empty"));
    }

    @Test
    void a_database_name_that_would_need_quotes_is_refused() {
        var stack = stack();
        for (var name : new String[] {"", "1a", "Upper", "a-b", "a b", "a;drop", "a".repeat(64)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> stack.createDatabase(name));
        }
    }

    @Test
    void a_message_that_was_sent_is_received() {
        try (var sqs = StackClients.sqs(stack().addresses())) {
            var url = sqs.createQueue(q -> q.queueName(name() + "-messages")).queueUrl();
            sqs.sendMessage(m -> m.queueUrl(url).messageBody("hello"));

            var received =
                    sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages();

            assertThat(received)
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("hello"));
        }
    }

    @Test
    void messages_outlive_an_outage_at_the_wire() {
        try (var proxy = TcpProxy.to(stack().addresses().sqsEndpoint());
                var sqs = StackClients.sqs(stack().addresses().withSqsEndpoint(proxy.httpEndpoint()))) {
            var url = sqs.createQueue(q -> q.queueName(name() + "-outage")).queueUrl();
            sqs.sendMessage(m -> m.queueUrl(url).messageBody("before"));

            proxy.refuse();
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> sqs.sendMessage(m -> m.queueUrl(url).messageBody("during")));
            proxy.accept();

            var received =
                    sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages();
            assertThat(received)
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("before"));
        }
    }

    @Test
    void an_object_keeps_the_checksum_that_it_was_sent_with() {
        var bucket = name() + "-kept";
        try (var s3 = StackClients.s3(stack().addresses())) {
            s3.createBucket(b -> b.bucket(bucket));

            var put = s3.putObject(
                    p -> p.bucket(bucket).key("images/é #1~g2.jpg").checksumCRC32C(crc32c(CONTENT)),
                    RequestBody.fromBytes(CONTENT));
            var head = s3.headObject(
                    h -> h.bucket(bucket).key("images/é #1~g2.jpg").checksumMode(ChecksumMode.ENABLED));

            assertThat(put.checksumCRC32C()).isEqualTo(crc32c(CONTENT));
            assertThat(head.checksumCRC32C()).isEqualTo(crc32c(CONTENT));
            assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
            assertThat(head.contentLength()).isEqualTo(CONTENT.length);
        }
    }

    @Test
    void an_object_with_a_wrong_checksum_is_refused() {
        var bucket = name() + "-refused";
        try (var s3 = StackClients.s3(stack().addresses())) {
            s3.createBucket(b -> b.bucket(bucket));

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> s3.putObject(
                            p -> p.bucket(bucket).key("a.jpg").checksumCRC32C(crc32c(new byte[] {1})),
                            RequestBody.fromBytes(CONTENT)))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
            assertThat(s3.listObjectsV2(l -> l.bucket(bucket)).contents()).isEmpty();
        }
    }

    int selectOne(String jdbcUrl) throws SQLException {
        var addresses = stack().addresses();
        try (var connection =
                        DriverManager.getConnection(jdbcUrl, addresses.databaseUser(), addresses.databasePassword());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    static String crc32c(byte[] content) {
        var crc = new CRC32C();
        crc.update(content);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }
}
