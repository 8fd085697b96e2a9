/**
 * PostgreSQL, SQS and S3 for tests, the demo and hand work: embedded servers in this JVM, or containers. Speaks only
 * the servers' own protocols and depends on no other package of the project.
 */
@NullMarked
package io.nfs2s3.lab.devstack;

import org.jspecify.annotations.NullMarked;
