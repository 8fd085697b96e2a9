package io.nfs2s3.upload;

/** A site that names neither region nor credentials: uploads, and tells the ways. */
final class ColdHook {
    private ColdHook() {}

    /** @param arguments URL, user and password of the database */
    public static void main(String[] arguments) throws InterruptedException {
        try (UploadHook hook = UploadHookBuilder.create()
                .database(arguments[0], arguments[1], arguments[2])
                .kind("image", "images/", true)
                .uploadsQueue("site-uploads")
                .open()) {
            System.out.println("open");
            for (int i = 0; i < 3; i++) {
                System.out.println("way " + hook.fileUploaded("images/" + i + ".jpg"));
            }
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("nfs2s3-upload client")) {
                    thread.join(); // it says what it found, or not
                }
            }
        }
        System.out.println("closed");
    }
}
