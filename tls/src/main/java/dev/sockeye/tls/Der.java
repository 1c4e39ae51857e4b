package dev.sockeye.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** As much of the distinguished encoding rules (X.690) as a private key needs. */
final class Der {

  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  private Der() {}

  static byte[] value(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(length >>> (8 * i));
    }
  }

  /** The contents of the first value with this tag in a sequence; {@code null} if there is none. */
  static byte[] find(byte[] sequence, int tag) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(sequence);
      if ((in.get() & 0xff) != SEQUENCE) {
        throw new IOException("it is no sequence of DER");
      }
      in.limit(in.position() + readLength(in));
      while (in.hasRemaining()) {
        int found = in.get() & 0xff;
        byte[] content = new byte[readLength(in)];
        in.get(content);
        if (found == tag) {
          return content;
        }
      }
      return null;
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new IOException("its DER is cut off", e);
    }
  }

  private static int readLength(ByteBuffer in) throws IOException {
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = first & 0x7f; i > 0; i--) {
      length = (length << 8) | (in.get() & 0xff);
    }
    if (length < 0 || length > in.remaining()) {
      throw new IOException("its DER is cut off");
    }
    return length;
  }
}
