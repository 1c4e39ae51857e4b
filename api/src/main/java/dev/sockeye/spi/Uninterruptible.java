package dev.sockeye.spi;

/**
 * A socket whose blocking calls can be made deaf to interrupts, as those of {@link java.net.Socket}
 * are. An endpoint or listener is one if it can be unwrapped to this; those that extend the base
 * classes of this API's are.
 */
public interface Uninterruptible {

  /**
   * From now on an interrupt neither ends a call of this socket's nor closes it: the call goes on,
   * and the thread's interrupt status is set when it returns. Calls that are under way already may
   * still be ended by one. A close wakes them as ever. Cannot be taken back.
   */
  void ignoreInterrupts();
}
