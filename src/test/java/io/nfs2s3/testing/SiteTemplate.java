package io.nfs2s3.testing;

import io.nfs2s3.lab.devstack.Stack;
import io.nfs2s3.lab.devstack.Stacks;
import org.jspecify.annotations.Nullable;

/** A database of the shared stack that has the schema, to be copied: to migrate one for each site takes much longer. */
final class SiteTemplate {
    private static @Nullable String name;

    private SiteTemplate() {}

    /** Makes an own copy of it. @return its JDBC URL */
    static synchronized String copy(String database) {
        Stack stack = Stacks.shared();
        if (name == null) {
            name = create(stack);
        }
        return stack.createDatabase(database, name);
    }

    private static String create(Stack stack) {
        try (TestSite template = TestSite.empty(stack)) {
            template.application().schema().migrate();
            return template.bucket();
        }
    }
}
