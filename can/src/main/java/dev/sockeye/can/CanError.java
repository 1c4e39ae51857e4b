package dev.sockeye.can;

/**
 * The classes of errors that a frame with {@link CanFrame#ERR} tells, bits of its identifier and of
 * {@link Can#CAN_RAW_ERR_FILTER}: {@code <linux/can/error.h>}, which says what the data tells more.
 */
public final class CanError {

  /** The driver waited too long for a frame to go, {@code CAN_ERR_TX_TIMEOUT}. */
  public static final int TX_TIMEOUT = 0x001;

  /** Another frame went first, {@code CAN_ERR_LOSTARB}; data 0 has the bit. */
  public static final int LOSTARB = 0x002;

  /** Of the controller, such as an overflow, {@code CAN_ERR_CRTL}; data 1. */
  public static final int CRTL = 0x004;

  /** The protocol was broken, {@code CAN_ERR_PROT}; data 2 and 3. */
  public static final int PROT = 0x008;

  /** Of the transceiver, {@code CAN_ERR_TRX}; data 4. */
  public static final int TRX = 0x010;

  /** Nobody acknowledged a frame, {@code CAN_ERR_ACK}. */
  public static final int ACK = 0x020;

  /** The controller left the bus, {@code CAN_ERR_BUSOFF}. */
  public static final int BUSOFF = 0x040;

  /** Of the bus; there may be floods of them: {@code CAN_ERR_BUSERROR}. */
  public static final int BUSERROR = 0x080;

  /** The controller is back, {@code CAN_ERR_RESTARTED}. */
  public static final int RESTARTED = 0x100;

  /** The counters of errors, in data 6 and 7: {@code CAN_ERR_CNT}. */
  public static final int CNT = 0x200;

  /** All classes, {@code CAN_ERR_MASK}. */
  public static final int ALL = CanFrame.EFF_MASK;

  private CanError() {}
}
