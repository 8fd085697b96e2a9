package example;

import io.nfs2s3.resolve.MediaUrlResolver;
import java.util.List;
import java.util.Map;

/** A page with many images: all of its URLs are asked for at once. */
public final class GalleryPage {
    /**
     * An image as the site's own tables have it.
     *
     * @param path the media path
     */
    public record Image(String path, String title) {}

    private final MediaUrlResolver resolver;

    /** @param resolver made once for the site with {@code MediaUrlResolverBuilder}, shared by all requests */
    public GalleryPage(MediaUrlResolver resolver) {
        this.resolver = resolver;
    }

    /** The page as HTML. An image that nobody registered is left out, if the settings call it missing. */
    public String render(List<Image> images) {
        // At most one query, whatever the number of images; none while all of them are remembered.
        Map<String, String> urls = resolver.urls(images.stream().map(Image::path).toList());
        StringBuilder html = new StringBuilder("<main>\n");
        for (Image image : images) {
            String url = urls.get(image.path());
            if (url != null) {
                // URLs are percent-encoded: they have neither quotes nor angle brackets.
                html.append("  <img src=\"").append(url).append("\" alt=\"").append(escaped(image.title())).append("\">\n");
            }
        }
        return html.append("</main>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
