namespace Panta.Cli.Tests;

/// <summary>Runs the command line in this process, as the shell would.</summary>
static class Cli
{
    public static async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal { Out = output, Error = error, In = TextReader.Null, Interactive = false };
        var code = await CommandLine.RunAsync(args, terminal, CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the command line with answers to its questions, a line each.</summary>
    public static async Task<CliResult> AnswerAsync(string answers, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(answers);
        var terminal = new Terminal { Out = output, Error = error, In = input, Interactive = true };
        var code = await CommandLine.RunAsync(args, terminal, CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }
}

/// <summary>What a command left behind.</summary>
sealed record CliResult(int Code, string Out, string Error);
