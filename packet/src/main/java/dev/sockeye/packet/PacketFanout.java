package dev.sockeye.packet;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A group of endpoints that share the frames of an interface out among themselves, {@code
 * PACKET_FANOUT} of {@code packet(7)}.
 *
 * @param group the number of the group, from 0 to 65535; groups belong to a network namespace
 * @param mode how frames are shared out; the same for all of a group
 * @param flags what else there is to it
 */
public record PacketFanout(int group, Mode mode, Set<Flag> flags) {

  /** How frames are shared out; the kernel's numbers {@code PACKET_FANOUT_}, in their order. */
  public enum Mode {
    /** Those of one flow to one endpoint: {@code PACKET_FANOUT_HASH}. */
    HASH(0),
    /** In turn: {@code PACKET_FANOUT_LB}. */
    LB(1),
    /** By the processor that a frame arrives on: {@code PACKET_FANOUT_CPU}. */
    CPU(2),
    /** All to one endpoint until it is full: {@code PACKET_FANOUT_ROLLOVER}. */
    ROLLOVER(3),
    /** At random: {@code PACKET_FANOUT_RND}. */
    RND(4),
    /** By the queue that the card recorded: {@code PACKET_FANOUT_QM}. */
    QM(5);

    private final int number;

    Mode(int number) {
      this.number = number;
    }
  }

  /** What there is besides, {@code PACKET_FANOUT_FLAG_}. */
  public enum Flag {
    /** What finds an endpoint full goes to another. */
    ROLLOVER(0x10),
    /** The system chooses the number of the group, which has to be given as 0. */
    UNIQUEID(0x20),
    /** Frames that this host sends are left out; Linux 5.7. */
    IGNORE_OUTGOING(0x40),
    /** Fragments of IPv4 are put together before they are shared out. */
    DEFRAG(0x80);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }
  }

  private static final Pattern FORM =
      Pattern.compile("(?<mode>[A-Za-z]+):(?<group>\\d{1,5})(?<flags>(\\+[A-Za-z_]+)*)");

  /**
   * Creates a group.
   *
   * @param group its number
   * @param mode how frames are shared out
   * @param flags what else there is to it
   * @throws IllegalArgumentException if the number is not from 0 to 65535
   */
  public PacketFanout {
    if (group < 0 || group > 0xffff) {
      throw new IllegalArgumentException("group " + group + " is not from 0 to 65535");
    }
    Objects.requireNonNull(mode, "mode");
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /**
   * Creates a group without flags.
   *
   * @param group its number
   * @param mode how frames are shared out
   */
  public PacketFanout(int group, Mode mode) {
    this(group, mode, Set.of());
  }

  static PacketFanout parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    for (String flag : matcher.group("flags").split("\\+", -1)) {
      if (!flag.isEmpty()) {
        flags.add(Flag.valueOf(flag.toUpperCase(Locale.ROOT)));
      }
    }
    Mode mode = Mode.valueOf(matcher.group("mode").toUpperCase(Locale.ROOT));
    return new PacketFanout(Integer.parseInt(matcher.group("group")), mode, flags);
  }

  /** As the kernel has it: the group, the mode from bit 16 on, the flags from bit 24 on. */
  int number() {
    int bits = 0;
    for (Flag flag : flags) {
      bits |= flag.bit;
    }
    return group | mode.number << 16 | bits << 24;
  }

  static PacketFanout ofNumber(int number) {
    EnumSet<Flag> flags = EnumSet.allOf(Flag.class);
    flags.removeIf(flag -> (number >>> 24 & flag.bit) == 0);
    return new PacketFanout(number & 0xffff, Mode.values()[number >>> 16 & 0xff], flags);
  }

  /** As in a URI: {@code hash:7+defrag}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(mode + ":" + group);
    flags.forEach(flag -> text.append('+').append(flag));
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
