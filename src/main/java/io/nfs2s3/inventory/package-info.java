/** S3 Inventory: reads the list of a bucket's objects that S3 writes by itself, in the order of a listing. */
@NullMarked
package io.nfs2s3.inventory;

import org.jspecify.annotations.NullMarked;
