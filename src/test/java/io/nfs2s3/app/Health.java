package io.nfs2s3.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks daemons how they are, as a load balancer does. */
final class Health {
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * The status of the answer; 0 without one.
     *
     * @param dashboard its address, which ends with a slash
     */
    int of(String dashboard) {
        URI address = URI.create(dashboard + "health");
        try {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
