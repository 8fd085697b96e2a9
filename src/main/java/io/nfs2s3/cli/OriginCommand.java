package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.origin.OriginServer;
import io.nfs2s3.origin.OriginSettings;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "origin",
        description = {
            "Serve the files by HTTP, from S3 first and from NFS else, to a cache or a CDN, until SIGTERM or SIGINT.",
            "It starts also while S3, the mount or the database is down."
        })
final class OriginCommand extends AppCommand {
    @Option(names = "--port", paramLabel = "PORT", description = "Instead of origin.port; 0 takes any free port.")
    private @Nullable Integer port;

    @Option(names = "--json", description = "The address as one line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        OriginSettings settings = application.settings().origin();
        OriginServer server = application.origin(port == null ? settings : settings.onPort(port));
        OnSignal.run(() -> begin(server, settings), () -> {
            server.close();
            application.close();
        });
        return ExitCode.DONE;
    }

    private void begin(OriginServer server, OriginSettings settings) {
        try {
            server.start();
        } catch (IOException e) {
            throw new DependencyDownException("the origin cannot listen on " + settings.host() + ", port "
                    + (port == null ? settings.port() : port) + ": " + ErrorText.ofRoot(e)
                    + "; end what listens there, set origin.port, or say --port");
        }
        ServiceManager.ready(System.getenv(), "origin: " + server.address())
                .ifPresent(fault -> err().println("nfs2s3: " + fault));
        if (json) {
            json(Map.of("address", server.address()));
        } else {
            out().println("origin: " + server.address());
        }
    }
}
