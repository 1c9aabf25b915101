package postprox.smtp;

import java.util.concurrent.atomic.AtomicLong;

/** A text that counts how often somebody looks at one of its characters. */
final class Counted implements CharSequence {
    private final String text;
    private final AtomicLong looks;

    Counted(String text) {
        this(text, new AtomicLong());
    }

    private Counted(String text, AtomicLong looks) {
        this.text = text;
        this.looks = looks;
    }

    long looks() {
        return looks.get();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        looks.incrementAndGet();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        looks.addAndGet(end - start);
        return new Counted(text.substring(start, end), looks);
    }

    @Override
    public String toString() {
        looks.addAndGet(text.length());
        return text;
    }
}
