/** Brings rows and objects together after the database was restored from a backup, or lost. */
@NullMarked
package io.nfs2s3.lifecycle.recover;

import org.jspecify.annotations.NullMarked;
