package dev.sockeye.tipc;

import java.util.List;

/**
 * Why a message came back, {@code TIPC_ERRINFO} of {@code <linux/tipc.h>}.
 *
 * @param code one of the constants
 * @param length how many bytes the message had, or as many of them as came back
 */
public record TipcErrorInfo(int code, int length) {

  /** Nobody is bound to the service: {@code TIPC_ERR_NO_NAME}. */
  public static final int NO_NAME = 1;

  /** The socket is gone: {@code TIPC_ERR_NO_PORT}. */
  public static final int NO_PORT = 2;

  /** The node is gone: {@code TIPC_ERR_NO_NODE}. */
  public static final int NO_NODE = 3;

  /** The receiver is full: {@code TIPC_ERR_OVERLOAD}. */
  public static final int OVERLOAD = 4;

  private static final List<String> TEXTS =
      List.of(
          "no error",
          "nobody is bound to the service (TIPC_ERR_NO_NAME)",
          "the socket is gone (TIPC_ERR_NO_PORT)",
          "the node is gone (TIPC_ERR_NO_NODE)",
          "the receiver is full (TIPC_ERR_OVERLOAD)");

  /**
   * The code in words.
   *
   * @return such as {@code the receiver is full (TIPC_ERR_OVERLOAD)}
   */
  public String reason() {
    return code >= 0 && code < TEXTS.size() ? TEXTS.get(code) : "TIPC error " + code;
  }
}
