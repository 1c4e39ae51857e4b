package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.faults.FaultPlan;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How arguments are read from text. */
final class Arguments {

  private Arguments() {}

  /**
   * Registers them.
   *
   * @param complaints are told of each URI
   */
  static void register(CommandLine line, Complaints complaints) {
    line.registerConverter(EndpointUri.class, text -> uri(text, complaints));
    line.registerConverter(Duration.class, Units::time);
    line.registerConverter(Long.class, Units::size);
    line.registerConverter(FaultPlan.class, Arguments::faults);
    line.registerConverter(boolean.class, Arguments::flag);
    line.registerConverter(CompletionCommand.Shell.class, Arguments::shell);
  }

  private static FaultPlan faults(String text) {
    try {
      return FaultPlan.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static CompletionCommand.Shell shell(String text) {
    try {
      return CompletionCommand.Shell.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("no completion for '" + text + "': write bash or zsh");
    }
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new TypeConversionException(
              "a flag cannot be '" + text + "': give it without a value");
    };
  }

  private static EndpointUri uri(String text, Complaints complaints) {
    try {
      EndpointUri uri = EndpointUri.valueOf(text);
      complaints.about(uri);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
