package io.nfs2s3.lab.chaos.site;

import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;

/** What befalls S3: on the wire, or in its answers, of which each second one is spared. */
public enum S3Fault implements Fault {
    REFUSED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.s3().refuse();
        }
    },
    BLACK_HOLE {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.s3().blackHole();
        }
    },
    /** Reset in the middle of a request. */
    CUT_REQUESTS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.s3().cutRequests();
        }
    },
    ERROR_500 {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.Refused(500, "InternalError"), request -> true);
        }
    },
    SLOW_DOWN {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.Refused(503, "SlowDown"), request -> true);
        }
    },
    CONFLICT {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.Refused(409, "ConditionalRequestConflict"), S3Request::isConditional);
        }
    },
    /** The answer to an earlier try of the same call, that is, and not the truth. */
    PRECONDITION_FAILED {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.Refused(412, "PreconditionFailed"), S3Request::isConditional);
        }
    },
    /** The store has done it, and the connection is reset. */
    LOST_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.AnswerLost(), request -> true);
        }
    },
    RESETS {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.CutOff(), request -> true);
        }
    },
    SLOW_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            befall(site, random, new S3Mishap.Late(Duration.ofMillis(200L + random.nextInt(1_500))), request -> true);
        }
    };

    private static void befall(ChaosSite site, Random random, S3Mishap mishap, Predicate<S3Request> which) {
        site.s3Server().befall(request -> which.test(request) && random.nextBoolean() ? mishap : new S3Mishap.Spared());
    }

    @Override
    public String server() {
        return "s3";
    }
}
