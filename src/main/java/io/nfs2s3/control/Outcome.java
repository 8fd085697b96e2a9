package io.nfs2s3.control;

/**
 * What came of an act.
 *
 * @param ended false when it goes on in the background: the record says later what came of it
 * @param text in words for an operator
 */
public record Outcome(boolean ended, String text) {}
