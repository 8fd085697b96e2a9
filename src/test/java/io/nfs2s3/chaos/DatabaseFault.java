package io.nfs2s3.chaos;

import java.util.Locale;

/** What befalls PostgreSQL: on the wire, or its processes. */
enum DatabaseFault {
    NONE {
        @Override
        void begin(ChaosSite site) {}
    },
    REFUSED {
        @Override
        void begin(ChaosSite site) {
            site.database().refuse();
        }
    },
    BLACK_HOLE {
        @Override
        void begin(ChaosSite site) {
            site.database().blackHole();
        }
    },
    /** Statements are done and committed, and nobody is told. */
    LOST_ANSWERS {
        @Override
        void begin(ChaosSite site) {
            site.database().dropAnswers();
        }
    },
    /** Its processes stand still. */
    FROZEN {
        @Override
        void begin(ChaosSite site) {
            site.server().freeze();
        }

        @Override
        void end(ChaosSite site) {
            site.server().thaw();
        }
    },
    /** Stopped, and started when the window ends. */
    RESTARTED {
        @Override
        void begin(ChaosSite site) {
            site.server().stop();
        }

        @Override
        void end(ChaosSite site) {
            site.server().start();
        }
    },
    /** One of its processes is killed; it recovers by itself, during the window. */
    CRASHED {
        @Override
        void begin(ChaosSite site) {
            site.server().crash();
        }
    },
    /** All connections are ended by the operator, again and again. */
    TERMINATED {
        @Override
        void begin(ChaosSite site) {
            site.server().terminateConnections();
        }

        @Override
        void again(ChaosSite site) {
            site.server().terminateConnections();
        }
    };

    abstract void begin(ChaosSite site);

    /** Many times in the course of a window. */
    void again(ChaosSite site) {}

    /** What the proxy does is ended by {@link ChaosSite#heal()}. */
    void end(ChaosSite site) {}

    /** As a word of a line for people. */
    final String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
