package io.nfs2s3.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A stack of CloudFormation, by plain requests: the SDK's module for it is not among the libraries. */
final class CloudStack {
    static final String REGION = "eu-central-1";
    private static final String NAME = "nfs2s3";
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;

    /** @param endpoint of a server that looks at no signature */
    CloudStack(URI endpoint) {
        this.endpoint = endpoint;
    }

    void create(String template, Map<String, String> parameters) throws Exception {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("TemplateBody", template);
        query.put("Capabilities.member.1", "CAPABILITY_IAM");
        int number = 1;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            query.put("Parameters.member." + number + ".ParameterKey", parameter.getKey());
            query.put("Parameters.member." + number + ".ParameterValue", parameter.getValue());
            number++;
        }
        call("CreateStack", query);
    }

    /** The type of each resource that was made, by its name in the template. */
    Map<String, String> resources() throws Exception {
        return texts(call("DescribeStackResources", Map.of()), "LogicalResourceId", "ResourceType");
    }

    /** The value of each output, by its description. */
    Map<String, String> outputs() throws Exception {
        return texts(call("DescribeStacks", Map.of()), "Description", "OutputValue");
    }

    /** Of each member that has both. */
    private static Map<String, String> texts(Document answer, String key, String value) {
        Map<String, String> texts = new LinkedHashMap<>();
        NodeList members = answer.getElementsByTagName("member");
        for (int i = 0; i < members.getLength(); i++) {
            Element member = (Element) members.item(i);
            NodeList values = member.getElementsByTagName(value);
            if (values.getLength() == 1) {
                NodeList keys = member.getElementsByTagName(key);
                texts.put(keys.item(0).getTextContent(), values.item(0).getTextContent());
            }
        }
        return texts;
    }

    private Document call(String action, Map<String, String> query)
            throws IOException, InterruptedException, ParserConfigurationException, SAXException {
        Map<String, String> form = new LinkedHashMap<>(query);
        form.put("Action", action);
        form.put("Version", "2010-05-15");
        form.put("StackName", NAME);
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization", // by it the server knows service and region
                        "AWS4-HMAC-SHA256 Credential=test/20260101/" + REGION + "/cloudformation/aws4_request,"
                                + " SignedHeaders=host, Signature=none")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(action + ": " + answer.statusCode() + " " + answer.body());
        }
        try (InputStream xml = new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8))) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
