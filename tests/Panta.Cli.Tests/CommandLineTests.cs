using System.CommandLine;
using System.Text;
using Panta.Tests;

namespace Panta.Cli.Tests;

public sealed class CommandLineTests
{
    static readonly string[] Everywhere = ["--json", "--log-level", "--log-file"];

    [Fact]
    public async Task Help_of_every_command_reads_as_approved()
    {
        var pages = new StringBuilder();
        foreach (var path in Paths([], CommandLine.Root(Quiet())))
        {
            var help = await Cli.RunAsync([.. path, "--help"]);
            pages.Append("$ panta ").AppendJoin(' ', [.. path, "--help"]).Append('\n').Append(help.Out.Trim().Replace(RootCommand.ExecutableName, "panta")).Append("\n\n");
        }

        Snapshot.Match(pages.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_command_takes_the_options_that_all_take()
    {
        foreach (var option in CommandLine.Root(Quiet()).Options.Where(option => Everywhere.Contains(option.Name))) Assert.True(option.Recursive, option.Name);
    }

    [Fact]
    public async Task An_unknown_command_is_named_and_ends_with_two()
    {
        var result = await Cli.RunAsync("frobnicate");

        Assert.Equal(2, result.Code);
        Assert.Equal("panta: Unrecognized command or argument 'frobnicate'.\nTry 'panta --help'.\n", result.Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task An_unknown_option_points_to_the_help_of_its_command()
    {
        var result = await Cli.RunAsync("models", "show", "bikes", "--frob");

        Assert.Equal(2, result.Code);
        Assert.Contains("Try 'panta models show --help'.", result.Error);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_a_stack_trace()
    {
        var result = await Cli.RunAsync("runs", "--server", "http://127.0.0.1:1");

        Assert.Equal(1, result.Code);
        Assert.Equal("panta: Connection refused (127.0.0.1:1). Is the server running there? (ConnectionRefused)\n", result.Error);
    }

    [Fact]
    public async Task A_stack_trace_is_shown_to_who_asks_for_debug()
    {
        var result = await Cli.RunAsync("runs", "--server", "http://127.0.0.1:1", "--log-level", "debug");

        Assert.Contains("   at ", result.Error);
    }

    [Fact]
    public async Task The_version_is_that_of_the_program()
    {
        var result = await Cli.RunAsync("--version");

        Assert.Equal(0, result.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Out);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.1")]
    public async Task The_server_refuses_to_listen_where_anyone_could_call(string host)
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync("server", "--host", host, "--data", folder["data"]);

        Assert.Equal(1, result.Code);
        Assert.Contains("--allow-unauthenticated", result.Error);
    }

    static Terminal Quiet() => new() { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, Interactive = false };

    static IEnumerable<string[]> Paths(string[] path, Command command) =>
        command.Subcommands.SelectMany(inner => Paths([.. path, inner.Name], inner)).Prepend(path);
}
