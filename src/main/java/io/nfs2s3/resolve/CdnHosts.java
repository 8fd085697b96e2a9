package io.nfs2s3.resolve;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The CloudFront host names of a site, one picked at random for each URL. Immutable. */
public final class CdnHosts {
    private final List<String> hosts;

    /** @throws IllegalArgumentException when there is no host, or one is not a host name */
    public CdnHosts(List<String> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("resolve.cdnHosts is empty; name at least one CloudFront host");
        }
        for (String host : hosts) {
            if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")) {
                throw new IllegalArgumentException(
                        "resolve.cdnHosts has \"" + host + "\"; give a host name without scheme and path");
            }
        }
        this.hosts = List.copyOf(hosts);
    }

    /** Any of the hosts, each as likely as the others. */
    public String pick() {
        return hosts.get(ThreadLocalRandom.current().nextInt(hosts.size()));
    }

    public List<String> all() {
        return hosts;
    }
}
