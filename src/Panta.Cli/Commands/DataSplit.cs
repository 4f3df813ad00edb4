using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Cli.Sources;
using Panta.Data.Frames;
using Panta.Data.Splits;

namespace Panta.Cli.Commands;

/// <summary><c>panta data split</c>: parts rows for learning and testing.</summary>
static class DataSplit
{
    static readonly Argument<string> Path = new("PATH") { Description = SourceChoice.Paths };

    static readonly Option<string?> Weights = new("--weights") { Description = "The proportions of the parts, as 0.8,0.2.", HelpName = "W,W…" };

    static readonly Option<long> Seed = new("--seed")
    {
        Description = "Sets which rows go where; the same seed gives the same parts.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    static readonly Option<string?> Stratify = new("--stratify")
    {
        Description = "Each part gets its share of each value of this column.",
        HelpName = "COLUMN",
    };

    static readonly Option<string?> Group = new("--group") { Description = "Rows that are equal in these columns stay together.", HelpName = "COLUMNS" };

    static readonly Option<string?> Time = new("--time") { Description = "Earlier rows go into earlier parts, by this column.", HelpName = "COLUMN" };

    static readonly Option<string?> At = new("--at")
    {
        Description = "With --time: the instants that part, in place of weights, separated by commas.",
        HelpName = "TIMES",
    };

    static readonly Option<string?> Names = new("--names")
    {
        Description = "The names of the parts (default: train,test; of three train,validation,test; else part1,part2 …).",
        HelpName = "NAMES",
    };

    static readonly Option<string> To = new("--to")
    {
        Description = "What to write.",
        HelpName = "parquet|csv|json|delta",
        DefaultValueFactory = _ => "parquet",
    };

    static readonly Option<string> Into = new("--output", "-o") { Description = "The folder for the parts.", HelpName = "FOLDER", Required = true };

    static readonly Option<bool> Force = new("--force") { Description = "Write over parts that are there." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("split",
            "Part rows at random, by class, by key or by time, one file a part; with --json one object says how many rows each got. " + SourceChoice.Memory)
        {
            Path, Weights, Seed, Stratify, Group, Time, At, Names, To, Into, Force,
        };
        SourceChoice.AddTo(command, at: false);
        command.SetWork((parsed, cancel) => Run(parsed, terminal, cancel));
        return command;
    }

    static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        var split = Split(parsed);
        var source = SourceChoice.Open(parsed, parsed.GetValue(Path)!, cancel);
        // The instants that the weights come to are found once, not once a part.
        if (split is TimeSplit time) split = time.Fixed(source.Rows, cancel);
        var parts = split.Apply(source.Rows);
        var targets = Targets(parsed, parts.Length);
        foreach (var target in targets) target.Check();

        Directory.CreateDirectory(parsed.GetValue(Into)!);
        var written = new List<Written>();
        foreach (var (part, target) in parts.Zip(targets)) written.Add(Write(part, target, terminal, cancel));
        Output.Of(terminal, parsed).WriteLines(Document(split, written), written.Select(each => each.Sentence()));
        return ExitCode.Done;
    }

    static Written Write(DataFrame part, DataTarget target, Terminal terminal, CancellationToken cancel)
    {
        using var progress = new Progress(terminal, $"Writing {System.IO.Path.GetFileName(target.Path)}");
        return target.Write(part, terminal.Interactive ? progress : null, cancel);
    }

    static RowSplit Split(ParseResult parsed)
    {
        var (stratify, group, time, at) = (parsed.GetValue(Stratify), parsed.GetValue(Group), parsed.GetValue(Time), parsed.GetValue(At));
        if (new[] { stratify, group, time }.Count(given => given is not null) > 1)
            throw new UsageException("--stratify, --group and --time each say how to part. Give one of them.");
        if (at is not null && time is null) throw new UsageException("--at needs --time COLUMN.");
        if ((at is null) == (parsed.GetValue(Weights) is null))
            throw new UsageException("Say how large the parts are with --weights, as --weights 0.8,0.2; or with --time where they end, by --at.");

        var (weights, seed) = (WeightsOf(parsed.GetValue(Weights)), parsed.GetValue(Seed));
        if (stratify is not null) return new StratifiedSplit { Column = stratify, Weights = weights, Seed = seed };
        if (group is not null) return new GroupSplit { Columns = [.. DataConvert.Columns(group)], Weights = weights, Seed = seed };
        if (time is null) return new RandomSplit { Weights = weights, Seed = seed };

        return new TimeSplit { Column = time, Weights = weights, Instants = [.. DataConvert.Columns(at).Select(text => SourceChoice.Time("--at", text))] };
    }

    static ImmutableArray<double> WeightsOf(string? text) => [.. DataConvert.Columns(text).Select(weight =>
        double.TryParse(weight, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new UsageException($"--weights has '{weight}'; needs numbers from 0 on, separated by commas, as 0.8,0.2."))];

    static ImmutableArray<DataTarget> Targets(ParseResult parsed, int parts)
    {
        var format = SourceChoice.FormatOf("--to", parsed.GetValue(To)) is { } given and not SourceFormat.Postgres
            ? given
            : throw new UsageException("--to is 'postgres'; parts are written as parquet, csv, json or delta.");
        string[] names = parsed.GetValue(Names) is { } text ? [.. DataConvert.Columns(text)] : parts switch
        {
            2 => ["train", "test"],
            3 => ["train", "validation", "test"],
            _ => [.. Enumerable.Range(1, parts).Select(part => $"part{part}")],
        };
        if (names.Length != parts) throw new UsageException($"--names gives {names.Length} names for {parts} parts.");
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != parts || names.Any(name => name.AsSpan().IndexOfAny("/\\\0") >= 0 || name is "." or ".."))
            throw new UsageException("--names gives a name twice, or one with '/' in it. Each becomes a file of the folder.");

        var extension = format == SourceFormat.Delta ? "" : $".{format.ToString().ToLowerInvariant()}";
        var mode = parsed.GetValue(Force) ? TargetMode.Overwrite : TargetMode.Create;
        return [.. names.Select(name => new DataTarget(System.IO.Path.Combine(parsed.GetValue(Into)!, name + extension)) { Format = format, Mode = mode })];
    }

    static JsonObject Document(RowSplit split, IEnumerable<Written> parts)
    {
        var document = new JsonObject { ["parts"] = new JsonArray([.. parts.Select(part => part.Document())]) };
        if (split is TimeSplit time) document["instants"] = new JsonArray([.. time.Instants.Select(instant => JsonValue.Create(instant))]);
        return document;
    }
}
