package io.nfs2s3.lab.devstack;

/** Another stack whose database is reached through a PgBouncer that lends its sessions for the length of a connection. */
final class PooledStack implements Stack {
    private final Stack servers;
    private final PgBouncer bouncer;

    private PooledStack(Stack servers, PgBouncer bouncer) {
        this.servers = servers;
        this.bouncer = bouncer;
    }

    /** @param servers closed with it */
    static PooledStack before(Stack servers) {
        // Each suite has a database of its own, and its sessions would outlive it by ten minutes.
        return new PooledStack(
                servers,
                PgBouncer.start(servers.addresses(), "session", "server_idle_timeout = 1", "max_client_conn = 1000"));
    }

    @Override
    public StackAddresses addresses() {
        StackAddresses addresses = servers.addresses();
        return addresses.withJdbcUrl(bouncer.through(addresses.jdbcUrl()));
    }

    @Override
    public String createDatabase(String name, String template) {
        return bouncer.through(servers.createDatabase(name, template));
    }

    @Override
    public void dropDatabase(String name) {
        servers.dropDatabase(name);
    }

    @Override
    public void close() {
        bouncer.close();
        servers.close();
    }
}
