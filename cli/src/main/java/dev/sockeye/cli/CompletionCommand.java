package dev.sockeye.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sockeye completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    description = "Print a script that completes this command in bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(sockeye completion bash)",
      "  sockeye completion bash >~/.local/share/bash-completion/completions/sockeye"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {"0:The script was printed.", ExitStatus.USAGE_TEXT})
final class CompletionCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      description = "${COMPLETION-CANDIDATES}; the script is the same.")
  @SuppressWarnings("unused") // checked by the parser
  private Shell shell;

  /** The shells that the script is for. */
  enum Shell {
    bash,
    zsh
  }

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.text().println(AutoComplete.bash("sockeye", spec.root().commandLine()));
    surroundings.text().flush();
    return ExitStatus.OK;
  }
}
