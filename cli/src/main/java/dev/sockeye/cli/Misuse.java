package dev.sockeye.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line, in one line. */
final class Misuse implements IParameterExceptionHandler {

  private final Complaints complaints;

  Misuse(Complaints complaints) {
    this.complaints = complaints;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    complaints.tell(
        Netcat.translated(arguments)
            .map(line -> "this is how nc is called: write " + line)
            .orElseGet(() -> usage(failure)));
    complaints.trace(failure);
    return ExitStatus.USAGE;
  }

  private static String usage(ParameterException failure) {
    if (failure.getCause() instanceof TypeConversionException unreadable) {
      return unreadable.getMessage();
    }
    CommandSpec spec = failure.getCommandLine().getCommandSpec();
    String help = ": see " + spec.qualifiedName(" ") + " --help";
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().get(0);
      String near = near(argument, unmatched.getSuggestions());
      return unknown(spec, argument) + (near.isEmpty() ? help : ": did you mean " + near + "?");
    }
    return decapitalized(failure.getMessage().replaceFirst("^Error: ", "")) + help;
  }

  /** Of picocli's suggestions those that begin alike: people seldom mistype the first letter. */
  private static String near(String argument, List<String> suggestions) {
    String name = argument.replaceFirst("^-+", "").toLowerCase(Locale.ROOT);
    return suggestions.stream()
        .filter(word -> !name.isEmpty() && word.replaceFirst("^-+", "").charAt(0) == name.charAt(0))
        .collect(Collectors.joining(" or "));
  }

  private static String unknown(CommandSpec spec, String argument) {
    String otherwise = spec.subcommands().isEmpty() ? "argument" : "command";
    return "unknown " + (argument.startsWith("-") ? "option" : otherwise) + " '" + argument + "'";
  }

  private static String decapitalized(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
