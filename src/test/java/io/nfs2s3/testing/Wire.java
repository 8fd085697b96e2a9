package io.nfs2s3.testing;

import io.nfs2s3.lab.devstack.TcpProxy;
import java.net.URI;

/** Proxies in front of the servers of a site, and the settings that go through them. */
public final class Wire {
    private Wire() {}

    public static TcpProxy toDatabase(TestSite site) {
        return TcpProxy.to(URI.create(site.databaseUrl().substring("jdbc:".length())));
    }

    public static TcpProxy toSqs(TestSite site) {
        return TcpProxy.to(site.addresses().sqsEndpoint());
    }

    public static TcpProxy toS3(TestSite site) {
        return TcpProxy.to(site.addresses().s3Endpoint());
    }

    public static String databaseSetting(TestSite site, TcpProxy proxy) {
        return "database.url = \"" + databaseUrl(site, proxy) + "\"";
    }

    public static String sqsSetting(TcpProxy proxy) {
        return "sqs.endpoint = \"" + proxy.httpEndpoint() + "\"";
    }

    public static String s3Setting(TcpProxy proxy) {
        return "s3.endpoint = \"" + proxy.httpEndpoint() + "\"";
    }

    /** The URL of the site's database through a proxy. */
    public static String databaseUrl(TestSite site, TcpProxy proxy) {
        String url = site.databaseUrl();
        String authority = URI.create(url.substring("jdbc:".length())).getAuthority();
        return url.replace(authority, proxy.httpEndpoint().getAuthority());
    }
}
