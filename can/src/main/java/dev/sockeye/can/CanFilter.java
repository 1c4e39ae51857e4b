package dev.sockeye.can;

/**
 * One condition of {@link Can#CAN_RAW_FILTER}, {@code struct can_filter}: a frame meets it if its
 * identifier, with the flags in it, has the same bits as this one where the mask has bits; one that
 * is inverted, if it has not.
 *
 * @param id the identifier, with {@link CanFrame#EFF}, {@link CanFrame#RTR} where they matter, and
 *     {@link #INVERTED}
 * @param mask which bits of it count, with those flags
 */
public record CanFilter(int id, int mask) {

  /** In the identifier: met by what has other bits, {@code CAN_INV_FILTER}. */
  public static final int INVERTED = 0x2000_0000;

  /**
   * What has exactly this identifier, data or request.
   *
   * @param id an identifier, with {@link CanFrame#EFF} if it has 29 bits
   * @return the condition
   * @throws IllegalArgumentException if it has more bits
   */
  public static CanFilter exactly(int id) {
    CanFrame.requireId(id);
    return new CanFilter(id, CanFrame.EFF | ((id & CanFrame.EFF) != 0 ? CanFrame.EFF_MASK : 0x7ff));
  }

  /**
   * The opposite.
   *
   * @return the condition that is met by what does not meet this one
   */
  public CanFilter not() {
    return new CanFilter(id ^ INVERTED, mask);
  }

  /** As candump has it: {@code 123:7FF}, {@code 123~7FF} of what is inverted. */
  @Override
  public String toString() {
    int bare = id & ~INVERTED;
    return String.format(
        (bare & CanFrame.EFF) != 0 ? "%08X%c%X" : "%03X%c%X",
        bare & ~CanFrame.EFF,
        (id & INVERTED) != 0 ? '~' : ':',
        mask);
  }
}
