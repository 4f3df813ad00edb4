using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Cli.Sources;

/// <summary>The options that say how the rows at a path are read: the same on every command that reads rows.</summary>
static class SourceChoice
{
    /// <summary>What a path may be.</summary>
    public const string Paths =
        "A file, a pattern such as 'data/**/*.csv', the folder of a Delta table (TABLE@v3 is its version 3), s3://BUCKET/PREFIX of one, "
        + "postgres://HOST/DATABASE#TABLE, or an SQLite file with #TABLE after it.";

    /// <summary>How much memory a command takes.</summary>
    public const string Memory =
        "PANTA_MEMORY_LIMIT=512MB in the environment bounds the memory of the whole program (from 320MB on); what does not fit goes to PANTA_TEMP_FOLDER.";

    static readonly Option<string?> Format = new("--format")
    {
        Description = "What the path is (default: by its name and content). Needed for the files of a folder.",
        HelpName = "csv|parquet|json|delta|postgres|sqlite",
    };

    static readonly Option<long?> Version = new("--version") { Description = "A Delta table at this version (default: the newest).", HelpName = "N" };

    static readonly Option<string?> At = new("--at")
    {
        Description = "A Delta table as it was at this time, as 2024-05-01T12:00:00Z; without a zone it is UTC.",
        HelpName = "TIME",
    };

    static readonly Option<string?> Table = new("--table") { Description = "The table of a database, as NAME or SCHEMA.NAME.", HelpName = "NAME" };

    static readonly Option<string?> Query = new("--query") { Description = "A SELECT that the database answers, in place of a table.", HelpName = "SQL" };

    static readonly Option<bool?> Header = new("--header")
    {
        Description = "CSV: whether the first line names the columns (default: found out).",
        HelpName = "true|false",
    };

    static readonly Option<string?> Delimiter = new("--delimiter")
    {
        Description = "CSV: the character between values; 'tab' for a tab (default: found out).",
        HelpName = "CHAR",
    };

    static readonly Option<string?> Decimal = new("--decimal")
    {
        Description = "CSV: the character before the fraction of a number (default: a point).",
        HelpName = "CHAR",
    };

    static readonly Option<string?> Encoding = new("--encoding")
    {
        Description = "CSV: the encoding, as windows-1252 (default: by the byte order mark, else UTF-8).",
        HelpName = "NAME",
    };

    static readonly Option<string[]> Null = new("--null")
    {
        Description = "CSV: a text that means null; may be repeated (default: the empty one).",
        HelpName = "TEXT",
    };

    static readonly Option<string[]> Types = new("--type")
    {
        Description = "CSV: the type of a column, as price=decimal(10,2); may be repeated (default: found out).",
        HelpName = "COLUMN=TYPE",
    };

    static readonly Option<string?> TimeFormat = new("--time-format")
    {
        Description = "CSV: how timestamps are written, as '%d.%m.%Y %H:%M' (default: found out).",
        HelpName = "FORM",
    };

    static readonly Option<string?> DateFormat = new("--date-format")
    {
        Description = "CSV: how dates are written, as %d.%m.%Y (default: found out).",
        HelpName = "FORM",
    };

    static readonly Option<int> SkipLines = new("--skip-lines")
    {
        Description = "CSV: lines before the header that are passed over (default: 0).",
        HelpName = "N",
    };

    static readonly Option<string?> Malformed = new("--malformed")
    {
        Description = "CSV: what becomes of malformed rows (default: fail, the first one ends the reading).",
        HelpName = "fail|drop",
    };

    static readonly Option[] Common = [Format, Version, Table, Query, Header, Delimiter, Decimal, Encoding, Null, Types, TimeFormat, DateFormat, SkipLines, Malformed];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="at">Whether <c>--at</c> is among them; it has another meaning on some commands.</param>
    public static void AddTo(Command command, bool at = true)
    {
        foreach (var option in Common) command.Options.Add(option);
        if (at) command.Options.Insert(command.Options.IndexOf(Version) + 1, At);
    }

    /// <summary>Opens what is at a path, as the command line says.</summary>
    public static DataSource Open(ParseResult parsed, string path, CancellationToken cancel) => DataSource.Open(path, Of(parsed), cancel);

    /// <summary>Reads a time of the command line.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset Time(string option, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new UsageException($"{option} is '{text}'; needs a time such as 2024-05-01, 2024-05-01T12:00:00Z or 2024-05-01T12:00:00.5+02:00.");

    /// <summary>The format of that name; null where none is given.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static SourceFormat? FormatOf(string option, string? name) => name?.ToLowerInvariant() switch
    {
        null => null,
        "csv" => SourceFormat.Csv,
        "parquet" => SourceFormat.Parquet,
        "json" => SourceFormat.Json,
        "delta" => SourceFormat.Delta,
        "postgres" => SourceFormat.Postgres,
        "sqlite" => SourceFormat.Sqlite,
        _ => throw new UsageException($"{option} is '{name}'; allowed are csv, parquet, json, delta, postgres and sqlite."),
    };

    static SourceOptions Of(ParseResult parsed)
    {
        var at = parsed.CommandResult.Command.Options.Contains(At) ? parsed.GetValue(At) : null;
        if (at is not null && parsed.GetValue(Version) is not null) throw new UsageException("--version and --at both say when. Give one of them.");
        if (parsed.GetValue(Table) is not null && parsed.GetValue(Query) is not null)
            throw new UsageException("--table and --query both say which rows. Give one of them.");

        return new()
        {
            Format = FormatOf("--format", parsed.GetValue(Format)),
            Version = parsed.GetValue(Version),
            At = at is null ? null : Time("--at", at),
            Table = parsed.GetValue(Table),
            Query = parsed.GetValue(Query),
            Csv = CsvOf(parsed),
        };
    }

    static CsvOptions CsvOf(ParseResult parsed) => new()
    {
        Header = parsed.GetValue(Header),
        Delimiter = Character("--delimiter", parsed.GetValue(Delimiter)),
        DecimalSeparator = Character("--decimal", parsed.GetValue(Decimal)) ?? '.',
        Encoding = parsed.GetValue(Encoding),
        NullTexts = parsed.GetValue(Null) is { Length: > 0 } texts ? [.. texts] : [""],
        Types = TypesOf(parsed.GetValue(Types) ?? []),
        TimestampFormat = parsed.GetValue(TimeFormat),
        DateFormat = parsed.GetValue(DateFormat),
        SkipLines = Lines(parsed.GetValue(SkipLines)),
        Malformed = parsed.GetValue(Malformed)?.ToLowerInvariant() switch
        {
            null or "fail" => MalformedRows.Fail,
            "drop" => MalformedRows.Drop,
            var other => throw new UsageException($"--malformed is '{other}'; allowed are fail and drop."),
        },
    };

    static int Lines(int lines) => lines >= 0 ? lines : throw new UsageException($"--skip-lines is {lines}; needs 0 or more.");

    static char? Character(string option, string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        [var character] => character,
        _ => throw new UsageException($"{option} is '{text}'; needs one character."),
    };

    static ImmutableSortedDictionary<string, DataType> TypesOf(string[] given)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, DataType>();
        foreach (var text in given)
        {
            var sign = text.LastIndexOf('=');
            if (sign < 1) throw new UsageException($"--type is '{text}'; needs COLUMN=TYPE, as price=double.");

            try
            {
                types[text[..sign]] = DataType.Parse(text[(sign + 1)..]);
            }
            catch (FormatException error)
            {
                throw new UsageException($"--type is '{text}': {error.Message}");
            }
        }

        return types.ToImmutable();
    }
}
