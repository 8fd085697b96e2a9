package io.nfs2s3.lifecycle.verify;

/** What a sample tells of all. */
public final class Confidence {
    private static final double DOUBT = 0.05;
    private static final int STEPS = 60;

    private Confidence() {}

    /**
     * The highest share of all that differs with 95 % confidence: the upper bound of Clopper and Pearson (Biometrika 26,
     * 1934). For no difference among n it is about 3/n.
     *
     * @param sampled files, 1 or more
     * @param differing of them
     * @return 0 to 1
     */
    public static double mostDiffering(long sampled, long differing) {
        if (differing >= sampled) {
            return 1;
        }
        double low = (double) differing / sampled;
        double high = 1;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (atMost(differing, sampled, middle) > DOUBT) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** How likely it is that so many or fewer of a sample differ, where such a share of all does. */
    private static double atMost(long differing, long sampled, double share) {
        if (share >= 1) {
            return 0;
        }
        double log = sampled * Math.log1p(-share);
        double sum = Math.exp(log);
        for (long k = 1; k <= differing; k++) {
            log += Math.log((double) (sampled - k + 1) / k) + Math.log(share) - Math.log1p(-share);
            sum += Math.exp(log);
        }
        return sum;
    }
}
