package io.nfs2s3.notify;

import io.nfs2s3.media.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code notify} of the settings.
 *
 * @param command the program, by its absolute path, and its arguments; empty for none
 * @param webhook a URL, which is a secret: whoever knows it may write there; empty for none
 * @param timeout how long one of them may take for one notification
 */
public record NotifySettings(List<String> command, String webhook, Duration timeout) {
    /** To which a request may go without TLS. */
    private static final Set<String> THIS_HOST = Set.of("localhost", "127.0.0.1", "[::1]");

    public NotifySettings {
        // a variable of the environment that is empty is a list of one empty text
        command = command.equals(List.of("")) ? List.of() : List.copyOf(command);
        new Problems()
                .addIf(
                        !command.isEmpty() && !Path.of(command.get(0)).isAbsolute(),
                        "notify.command must begin with the absolute path of a program; its arguments follow as texts of"
                                + " their own, for no shell reads them")
                .addIf(
                        !webhook.isEmpty() && parsed(webhook).isEmpty(),
                        "notify.webhook must be a URL that begins with https://; http:// is for localhost alone")
                .throwIfAny();
    }

    /** Where to; empty for nowhere. */
    Optional<URI> url() {
        return webhook.isEmpty() ? Optional.empty() : parsed(webhook);
    }

    /** Whether anybody is to be told. */
    public boolean isSet() {
        return !command.isEmpty() || !webhook.isEmpty();
    }

    private static Optional<URI> parsed(String webhook) {
        try {
            URI url = new URI(webhook);
            boolean may = url.getHost() != null
                    && ("https".equals(url.getScheme())
                            || ("http".equals(url.getScheme()) && THIS_HOST.contains(url.getHost())));
            return may ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "NotifySettings[command=" + command + ", webhook=***, timeout=" + timeout + "]";
    }
}
