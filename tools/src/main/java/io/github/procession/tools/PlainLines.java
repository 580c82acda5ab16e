package io.github.procession.tools;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;

/** A writer for terminals that cannot draw: the lines of a tree become {@code |-}, as of other tools. */
final class PlainLines extends FilterWriter {
    private PlainLines(Writer out) {
        super(out);
    }

    /** The writer as it is, if all lines are in the character set. */
    static Writer over(Writer out, Charset charset) {
        return canDraw(charset) ? out : new PlainLines(out);
    }

    static boolean canDraw(Charset charset) {
        return charset.newEncoder().canEncode("├└─│");
    }

    static String of(String text) {
        return text.replace('├', '|').replace('└', '`').replace('─', '-').replace('│', '|');
    }

    @Override
    public void write(int c) throws IOException {
        write(Character.toString((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        out.write(of(new String(text, from, length)));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        out.write(of(text.substring(from, from + length)));
    }
}
