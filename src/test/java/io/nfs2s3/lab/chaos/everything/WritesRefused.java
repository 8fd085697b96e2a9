package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.devstack.S3Mishap;
import java.util.Random;

/** S3 answers whoever looks or reads, and refuses whoever writes: no look at the bucket tells that beforehand. */
enum WritesRefused implements Fault {
    WRITES_DENIED(403, "AccessDenied"),
    WRITES_THROTTLED(400, "ThrottlingException"),
    WRITES_WITHOUT_SPACE(507, "InsufficientStorage");

    private final int status;
    private final String code;

    WritesRefused(int status, String code) {
        this.status = status;
        this.code = code;
    }

    @Override
    public String server() {
        return "s3";
    }

    @Override
    public void begin(ChaosSite site, Random random) {
        site.s3Server()
                .befall(request ->
                        request.method().equals("PUT") || request.method().equals("POST")
                                ? new S3Mishap.Refused(status, code)
                                : new S3Mishap.Spared());
    }
}
