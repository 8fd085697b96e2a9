package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.Random;

/** What befalls SQS on the wire. */
public enum SqsFault implements Fault {
    REFUSED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqs().refuse();
        }
    },
    BLACK_HOLE {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqs().blackHole();
        }
    },
    /** Reset in the middle of a request. */
    CUT_REQUESTS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqs().cutRequests();
        }
    },
    /** Messages are taken, and nobody is told. */
    LOST_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqs().dropAnswers();
        }
    },
    ERROR_500 {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqsServer().fail(500, "InternalError");
        }
    },
    THROTTLED_503 {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqsServer().fail(503, "ThrottlingException");
        }
    },
    PARTIAL_BATCHES {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqsServer().refuse(body -> random.nextInt(10) < 3, false);
        }
    },
    /** Within the budget of the hook. */
    SLOW_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqsServer().delayAnswers(Duration.ofMillis(100L + random.nextInt(300)));
        }
    },
    /** Messages are taken, and the hook has given up when it is told. */
    LATE_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.sqsServer().delayAnswers(Duration.ofMillis(900));
        }
    };

    @Override
    public String server() {
        return "sqs";
    }
}
