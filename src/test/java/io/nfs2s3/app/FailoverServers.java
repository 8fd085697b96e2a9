package io.nfs2s3.app;

import io.nfs2s3.lab.devstack.DatabaseOutages;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The two database servers of a failover: the old one, where the site begins, and the new one that takes over. */
final class FailoverServers implements AutoCloseable {
    /** For the URLs of those whose connections are counted. */
    static final String URL_PARAMETERS = "?ApplicationName=failover";

    private static final String OURS = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name = 'failover'";

    private final EmbeddedStack oldServer;
    private final EmbeddedStack newServer;
    private final DatabaseOutages outages;

    private FailoverServers(EmbeddedStack oldServer, EmbeddedStack newServer) {
        this.oldServer = oldServer;
        this.newServer = newServer;
        this.outages = oldServer.databaseOutages();
    }

    static FailoverServers start(Path directory) {
        return new FailoverServers(
                EmbeddedStack.start(directory.resolve("old")), EmbeddedStack.start(directory.resolve("new")));
    }

    /** A site whose database is on the old server. */
    TestSite openSite() {
        return TestSite.open(oldServer);
    }

    /** Of the old server. */
    DatabaseOutages outages() {
        return outages;
    }

    URI newAddress() {
        return URI.create(newServer.addresses().jdbcUrl().substring("jdbc:".length()));
    }

    /** Makes the site's database on the new server. It knows which site it is of, as a standby does. */
    Jdbi promote(TestSite site) {
        String url = site.databaseUrl();
        String promoted = newServer.createDatabase(url.substring(url.lastIndexOf('/') + 1));
        site.application("database.url = \"" + promoted + "\"").schema().migrate();
        Jdbi jdbi = Jdbi.create(
                promoted,
                newServer.addresses().databaseUser(),
                newServer.addresses().databasePassword());
        long epoch = site.count("SELECT epoch FROM nfs2s3.site");
        jdbi.useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET id = ?, epoch = ?", site.id(), epoch));
        return jdbi;
    }

    /** How many connections with {@link #URL_PARAMETERS} the old server has to the site's database. */
    static long connectionsToOld(TestSite site) {
        return site.count(OURS);
    }

    /** Path and state of each file. */
    static List<String> states(Jdbi jdbi) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT path || ' ' || state FROM nfs2s3.media ORDER BY path")
                        .mapTo(String.class)
                        .list());
    }

    @Override
    public void close() {
        newServer.close();
        oldServer.close();
    }
}
