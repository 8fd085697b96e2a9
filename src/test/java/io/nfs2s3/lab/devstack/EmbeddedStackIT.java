package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class EmbeddedStackIT extends StackContract {
    @TempDir
    private static Path directory;

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(directory.resolve("stack"));
    }

    @AfterAll
    static void stop() {
        stack.close();
        stack.close();
    }

    @Override
    Stack stack() {
        return stack;
    }

    @Override
    String name() {
        return "embedded";
    }

    @Test
    void a_wrong_secret_is_refused() {
        try (var s3 = StackClients.s3(stack.addresses().withSecretAccessKey("guess"))) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> s3.listBuckets())
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void secrets_are_not_printed() {
        assertThat(stack.addresses().toString())
                .doesNotContain(stack.addresses().secretAccessKey())
                .contains(stack.addresses().accessKeyId());
    }

    @Test
    void started_again_it_has_the_same_ports_database_and_objects() throws SQLException {
        var home = directory.resolve("again");
        StackPorts ports;
        try (var first = EmbeddedStack.start(home);
                var s3 = StackClients.s3(first.addresses());
                var sqs = StackClients.sqs(first.addresses())) {
            ports = first.ports();
            first.createDatabase("kept");
            s3.createBucket(b -> b.bucket("kept"));
            s3.putObject(p -> p.bucket("kept").key("a.jpg"), RequestBody.fromString("a"));
            sqs.createQueue(q -> q.queueName("lost"));
        }
        try (var second = EmbeddedStack.start(home, ports);
                var s3 = StackClients.s3(second.addresses());
                var sqs = StackClients.sqs(second.addresses())) {
            assertThat(second.ports()).isEqualTo(ports);
            assertThatIllegalStateException().isThrownBy(() -> second.createDatabase("kept"));
            assertThat(s3.headObject(h -> h.bucket("kept").key("a.jpg")).contentLength())
                    .isEqualTo(1);
            assertThatExceptionOfType(QueueDoesNotExistException.class)
                    .isThrownBy(() -> sqs.getQueueUrl(q -> q.queueName("lost")));
        }
    }

    @Test
    void a_port_that_is_taken_stops_the_start_and_leaves_nothing_running() throws IOException {
        var home = directory.resolve("taken");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> EmbeddedStack.start(home, new StackPorts(0, 0, taken.getLocalPort())))
                    .withMessageContaining("did not start");
        }
        assertThat(home.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }
}
