# Varnish in front of 'nfs2s3 origin'. Tested with Varnish 7; what it needs beyond its own defaults is said here.
vcl 4.1;

import std;

# Where the origin listens: origin.host and origin.port.
backend origin {
    .host = "127.0.0.1";
    .port = "8426";
    # The origin takes up to origin.s3Timeout, 2 s, before it gives the NFS file, and a hanging mount
    # source.readTimeout, 30 s.
    .connect_timeout = 2s;
    .first_byte_timeout = 35s;
    .between_bytes_timeout = 25s;
    # Below origin.maxConnections.
    .max_connections = 900;
    .probe = {
        .url = "/.nfs2s3/health";
        .interval = 5s;
        .timeout = 2s;
        .window = 5;
        .threshold = 3;
    }
}

sub vcl_recv {
    # Set below, when the origin did not answer; no client sets it.
    if (req.restarts == 0) {
        unset req.http.X-Nfs2s3-Again;
    }
    # What a proxy is asked, as https://host/path, comes here as it is, and the origin reads the path from it.
    if (req.url !~ "^/") {
        return (synth(400));
    }
    # Metrics and health are not for everyone. Files by their key are: CloudFront asks for them.
    if (req.url ~ "^/\.nfs2s3/" && req.url !~ "^/\.nfs2s3/key/") {
        return (synth(404));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (synth(405));
    }
    # A file has no use for these, and they would keep it out of the cache.
    unset req.http.Cookie;
    unset req.http.Authorization;
    set req.url = regsub(req.url, "\?.*$", "");
    # How much too old an answer may be that is given while a new one is fetched. While the origin is well it is not a
    # file that was replaced or taken down hours ago.
    set req.grace = 24h;
    if (std.healthy(req.backend_hint) && !req.http.X-Nfs2s3-Again) {
        set req.grace = 10s;
    }
    return (hash);
}

# A file is the same under every name of the host, and is kept once: any client could give another name.
sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

# Who seeks in a file that is not there yet gets what he asks for, and does not wait for all that is before it.
sub vcl_miss {
    if (req.http.Range && req.http.Range !~ "^bytes=0-") {
        return (pass);
    }
}

sub vcl_backend_response {
    unset beresp.http.Set-Cookie;
    # How long an answer may still be given while the origin is down; see vcl_recv.
    set beresp.grace = 24h;
    # For If-None-Match to the origin when it is too old.
    set beresp.keep = 24h;
    if (beresp.status >= 500) {
        # What is in the cache is better than an error, and stays only if the fetch is given up: see vcl_synth.
        if (bereq.is_bgfetch || !bereq.http.X-Nfs2s3-Again) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        return (deliver);
    }
    if (beresp.status >= 400) {
        # A file that is not there may be uploaded at any moment.
        set beresp.ttl = 5s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # Hot files stay ten times as long as origin.maxAge says. The price: whoever uploads such a file again may see the
    # old one for ten minutes.
    if (beresp.http.X-Nfs2s3-Hot && beresp.ttl > 0s && beresp.ttl < 10m) {
        set beresp.ttl = 10m;
    }
    # Large files are not worth the memory. For some time they are asked for as clients do, with the range that they want;
    # what is fetched for the cache is fetched from its first byte on.
    if (!bereq.uncacheable && std.integer(beresp.http.Content-Length, 0) > 52428800) {
        return (pass(1h));
    }
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || !bereq.http.X-Nfs2s3-Again) {
        return (abandon);
    }
}

# Of a fetch that was given up. Once more: what is in the cache is given with all of its grace, and where nothing is, the
# origin is asked again, and its error is the answer.
sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0) {
        set req.http.X-Nfs2s3-Again = "1";
        return (restart);
    }
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
    unset resp.http.X-Nfs2s3-Hot;
}
