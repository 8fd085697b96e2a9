package io.nfs2s3.resolve;

import io.nfs2s3.media.Digests;
import io.nfs2s3.media.Problems;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The CloudFront hosts of a site, and the two ways to choose one. Immutable.
 *
 * <p>Each host holds as many tickets as its weight. The SQL function {@code nfs2s3.cdn_host_for} does the same.
 */
public final class CdnHosts {
    private final List<CdnHost> hosts;
    /** For each ticket the index of its host. */
    private final int[] tickets;

    /** @throws IllegalArgumentException when there is no host, or one is there twice */
    public CdnHosts(List<CdnHost> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("resolve.cdnHosts is empty; name at least one CloudFront host");
        }
        Set<String> names = new HashSet<>();
        for (CdnHost host : hosts) {
            if (!names.add(host.name())) {
                throw new IllegalArgumentException("resolve.cdnHosts has " + host.name()
                        + " twice; give it a weight instead: " + host.name() + "=2");
            }
        }
        this.hosts = List.copyOf(hosts);
        this.tickets = new int[hosts.stream().mapToInt(CdnHost::weight).sum()];
        int next = 0;
        for (int i = 0; i < hosts.size(); i++) {
            int end = next + hosts.get(i).weight();
            Arrays.fill(tickets, next, end, i);
            next = end;
        }
    }

    /**
     * Hosts as the settings have them: {@code cdn1.example.com}, or {@code cdn1.example.com=3} with a weight.
     *
     * @throws IllegalArgumentException when there is none, or one is wrong
     */
    public static CdnHosts parse(List<String> hosts) {
        List<CdnHost> parsed = new ArrayList<>();
        Problems wrong = new Problems();
        hosts.forEach(host -> wrong.addFrom(() -> parsed.add(CdnHost.parse(host))));
        wrong.throwIfAny();
        return new CdnHosts(parsed);
    }

    public List<CdnHost> all() {
        return hosts;
    }

    /** Any of them, each as likely as its weight says: its index in {@link #all()}. */
    int random() {
        return tickets[ThreadLocalRandom.current().nextInt(tickets.length)];
    }

    /**
     * The one that the key always gets, in every process: its index in {@link #all()}. A host that is added, or a
     * weight that grows, moves only the keys that go to it.
     *
     * <p>Rendezvous hashing (Thaler and Ravishankar, 1998): of all tickets that wins whose SHA-256 of host, number of
     * the ticket and key, a line feed between them, is the highest.
     */
    int stable(String key) {
        MessageDigest digest = Digests.sha256();
        byte[] tail = ("\n" + key).getBytes(StandardCharsets.UTF_8);
        byte[] highest = new byte[0];
        int winner = 0;
        for (int i = 0; i < hosts.size(); i++) {
            CdnHost host = hosts.get(i);
            for (int ticket = 1; ticket <= host.weight(); ticket++) {
                digest.update((host.name() + "\n" + ticket).getBytes(StandardCharsets.UTF_8));
                byte[] hash = digest.digest(tail);
                if (Arrays.compareUnsigned(hash, highest) > 0) {
                    highest = hash;
                    winner = i;
                }
            }
        }
        return winner;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CdnHosts that && hosts.equals(that.hosts);
    }

    @Override
    public int hashCode() {
        return hosts.hashCode();
    }

    @Override
    public String toString() {
        return hosts.toString();
    }
}
