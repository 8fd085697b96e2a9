package io.nfs2s3.site;

/**
 * A site as its database and its marker have it, for an operator.
 *
 * @param place bucket and prefix
 * @param markerSite whose marker stands there; empty for none
 * @param suspended why nothing is sent, copied or removed, on any host or on this one; empty when everything is
 */
public record SiteView(String id, long epoch, String place, String markerSite, long markerEpoch, String suspended) {}
