package io.nfs2s3.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/** What befalls SQS on the wire. */
enum SqsFault {
    NONE {
        @Override
        void begin(ChaosSite site, Random random) {}
    },
    REFUSED {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqs().refuse();
        }
    },
    BLACK_HOLE {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqs().blackHole();
        }
    },
    /** Reset in the middle of a request. */
    CUT_REQUESTS {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqs().cutRequests();
        }
    },
    /** Messages are taken, and nobody is told. */
    LOST_ANSWERS {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqs().dropAnswers();
        }
    },
    ERROR_500 {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqsServer().fail(500, "InternalError");
        }
    },
    THROTTLED_503 {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqsServer().fail(503, "ThrottlingException");
        }
    },
    PARTIAL_BATCHES {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqsServer().refuse(body -> random.nextInt(10) < 3, false);
        }
    },
    /** Within the budget of the hook. */
    SLOW_ANSWERS {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqsServer().delayAnswers(Duration.ofMillis(100L + random.nextInt(300)));
        }
    },
    /** Messages are taken, and the hook has given up when it is told. */
    LATE_ANSWERS {
        @Override
        void begin(ChaosSite site, Random random) {
            site.sqsServer().delayAnswers(Duration.ofMillis(900));
        }
    };

    abstract void begin(ChaosSite site, Random random);

    /** As a word of a line for people. */
    final String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
