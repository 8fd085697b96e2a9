package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.MarkerPlace;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SiteStandingIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void a_suspended_site_stays_so_while_the_database_is_down() {
        AtomicLong clock = new AtomicLong();
        SiteTable table = new SiteTable(site.jdbi());
        table.suspend(new Suspension(Cause.RESTORED, "it went back", "s3://bucket/"), table.read());
        try (TcpProxy database = Wire.toDatabase(site)) {
            String url = Wire.databaseUrl(site, database);
            SiteTable through = new SiteTable(Jdbi.create(
                    url, site.addresses().databaseUser(), site.addresses().databasePassword()));
            SiteStanding standing = new SiteStanding(through, clock::get);
            assertThat(standing.suspendedBecause()).contains("it went back");
            standing.learn(through.read());
            String id = standing.id();
            database.refuse();
            for (int i = 0; i < 3; i++) {
                clock.addAndGet(TimeUnit.SECONDS.toNanos(10));

                assertThat(standing.suspendedBecause()).contains("it went back");
                assertThat(standing.id()).isEqualTo(id);
            }
            database.accept();
            new SiteTable(site.jdbi()).accept(0, new MarkerPlace("s3://bucket/", ""));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(10));

            assertThat(standing.suspendedBecause()).isEmpty();
        }
    }
}
