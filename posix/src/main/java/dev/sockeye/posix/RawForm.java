package dev.sockeye.posix;

import java.net.SocketOption;
import java.nio.ByteBuffer;

/** The bytes as they are: of {@link dev.sockeye.RawOption}. */
record RawForm(int size) implements OptionTable.Form<byte[]> {

  @Override
  public int size(byte[] value) {
    return value.length;
  }

  @Override
  public byte[] read(ByteBuffer from) {
    byte[] value = new byte[from.limit()];
    from.get(0, value);
    return value;
  }

  @Override
  public void write(SocketOption<byte[]> name, byte[] value, ByteBuffer into) {
    into.put(0, value);
  }
}
