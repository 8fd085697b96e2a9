package io.nfs2s3.cli;

import io.nfs2s3.cli.ReportTable.Column;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as one HTML page that loads nothing, to read and to print on A4. The JDK's writer of XML escapes every text, so the page
 * is well-formed XML too. For one thread.
 */
final class ReportHtml {
    /** None of it has a character that XML would escape: a style sheet is read as it is. */
    private static final String STYLE = """

            @page { size: A4; margin: 15mm }
            :root { color-scheme: light }
            body { font: 10pt/1.4 sans-serif; color: #111; background: #fff; max-width: 180mm; margin: 10mm auto; padding: 0 5mm }
            h1 { font-size: 16pt; margin: 0 0 4mm }
            h2 { font-size: 12pt; margin: 7mm 0 2mm; break-after: avoid }
            p { margin: 1mm 0 }
            table { border-collapse: collapse; width: 100%; margin: 3mm 0 }
            th, td { border-bottom: 0.3pt solid #bbb; padding: 0.7mm 1.5mm; text-align: left; vertical-align: top }
            th { border-bottom-color: #333 }
            td { overflow-wrap: anywhere }
            .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
            thead { display: table-header-group }
            tr { break-inside: avoid }
            @media print { body { margin: 0; padding: 0; max-width: none } }
            """;

    /** Should anything ever slip through: it loads nothing and runs nothing. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final XMLStreamWriter xml;

    private ReportHtml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** @param to is not closed */
    static void write(String title, List<ReportSection> sections, Writer to) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(to);
            new ReportHtml(xml).page(title, sections);
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
        to.write('\n');
    }

    private void page(String title, List<ReportSection> sections) throws XMLStreamException {
        xml.writeDTD("<!DOCTYPE html>");
        xml.writeStartElement("html");
        xml.writeAttribute("lang", "en");
        head(title);
        xml.writeStartElement("body");
        element("h1", title);
        for (ReportSection section : sections) {
            section(section);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void head(String title) throws XMLStreamException {
        xml.writeStartElement("head");
        xml.writeEmptyElement("meta");
        xml.writeAttribute("charset", "utf-8");
        xml.writeEmptyElement("meta");
        xml.writeAttribute("http-equiv", "Content-Security-Policy");
        xml.writeAttribute("content", POLICY);
        element("title", title);
        element("style", STYLE);
        xml.writeEndElement();
    }

    private void section(ReportSection section) throws XMLStreamException {
        xml.writeCharacters("\n");
        element("h2", section.title());
        for (String line : section.lines()) {
            xml.writeCharacters("\n");
            element("p", line);
        }
        for (ReportTable table : section.tables()) {
            xml.writeCharacters("\n");
            table(table);
        }
    }

    private void table(ReportTable table) throws XMLStreamException {
        xml.writeStartElement("table");
        xml.writeStartElement("thead");
        row("th", table.columns(), table.columns().stream().map(Column::head).toList());
        xml.writeEndElement();
        xml.writeStartElement("tbody");
        for (List<String> row : table.rows()) {
            xml.writeCharacters("\n");
            row("td", table.columns(), row);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void row(String name, List<Column> columns, List<String> row) throws XMLStreamException {
        xml.writeStartElement("tr");
        for (int i = 0; i < row.size(); i++) {
            xml.writeStartElement(name);
            if (columns.get(i).isNumber()) {
                xml.writeAttribute("class", "number");
            }
            text(row.get(i));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        text(text);
        xml.writeEndElement();
    }

    /** Two characters that no XML has are not harmful elsewhere, so they come this far. */
    private void text(String text) throws XMLStreamException {
        xml.writeCharacters(text.replace('\uFFFE', '\uFFFD').replace('\uFFFF', '\uFFFD'));
    }
}
