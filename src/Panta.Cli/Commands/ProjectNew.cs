using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Drafts;
using Panta.Workflows.Projects;

namespace Panta.Cli.Commands;

/// <summary><c>panta new</c>: looks at a file of rows and writes a project file that works.</summary>
static class ProjectNew
{
    static readonly Argument<FileInfo> File = new("FILE") { Description = "A CSV, Parquet or JSON file with a row per case." };

    static readonly Option<string?> Target = new("--target") { Description = "The column to predict (default: asked for).", HelpName = "COLUMN" };

    static readonly Option<string?> Time = new("--time") { Description = "The column of event time (default: the first that is a time).", HelpName = "COLUMN" };

    static readonly Option<string?> Key = new("--key")
    {
        Description = "The column that names a row (default: the first without a value twice).",
        HelpName = "COLUMN",
    };

    static readonly Option<string?> Name = new("--name") { Description = "The project's name (default: the file's).", HelpName = "NAME" };

    static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write.",
        HelpName = "FILE",
        DefaultValueFactory = _ => new("panta.yaml"),
    };

    static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("new", "Look at your data and write a project file that works.") { File, Target, Time, Key, Name, Out, Force };
        command.SetAction(parsed => Write(parsed, terminal));
        return command;
    }

    static int Write(ParseResult parsed, Terminal terminal)
    {
        var into = parsed.GetValue(Out)!;
        if (Directory.Exists(into.FullName)) throw new UsageException($"'{into.FullName}' is a folder. Name the file to write with --out FILE.");
        if (into.Exists && !parsed.GetValue(Force))
            throw new UsageException($"'{into.FullName}' is there already. Say --force to write over it, or --out FILE.");

        using var look = FileLook.At(parsed.GetValue(File)!);
        var target = parsed.GetValue(Target) is { } given ? look.Column(given) : Ask(look, terminal);
        var draft = ProjectDraft.Of(
            look,
            parsed.GetValue(Name) ?? NameOf(look.File),
            Path.GetRelativePath(into.DirectoryName!, look.File.FullName),
            target,
            parsed.GetValue(Time) is { } time ? look.Column(time) : null,
            parsed.GetValue(Key) is { } key ? look.Column(key) : null);

        var yaml = DraftText.Yaml(draft);
        ProjectFile.Parse(yaml, "What would be written"); // a name that no project may have is told before a file is touched
        into.Directory!.Create();
        Replace(into, yaml);
        Output.Of(terminal, parsed).WriteLines(Document(draft, look, into), Story(draft, look, into));
        return ExitCode.Done;
    }

    // Whole or not at all: a full disk must not cost the file that is there.
    static void Replace(FileInfo file, string text)
    {
        var partial = $"{file.FullName}.partial";
        try
        {
            System.IO.File.WriteAllText(partial, text);
            if (file.Exists) System.IO.File.Replace(partial, file.FullName, null);
            else System.IO.File.Move(partial, file.FullName);
        }
        finally
        {
            System.IO.File.Delete(partial);
        }
    }

    static FileColumn Ask(FileLook look, Terminal terminal)
    {
        var guess = ProjectDraft.Guess(look);
        if (!terminal.Interactive)
            throw new UsageException($"Which column is to be predicted? Say --target COLUMN, as --target {guess.Name}. " +
                $"There are {string.Join(", ", look.Columns.Select(column => column.Name))}.");

        terminal.Error.WriteLine($"{look.File.Name} has {look.Rows:N0} rows and these columns:");
        foreach (var column in look.Columns)
            terminal.Error.WriteLine($"  {column.Name,-24} {column.Type.ToLowerInvariant(),-14} {column.Distinct:N0} different values");
        terminal.Error.Write($"Which one is to be predicted? [{guess.Name}] ");
        terminal.Error.Flush();
        return terminal.In.ReadLine()?.Trim() is { Length: > 0 } answer ? look.Column(answer) : guess;
    }

    static string NameOf(FileInfo file)
    {
        var letters = file.Name.Split('.')[0].ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray();
        var name = new string(letters).Trim('-');
        return name.Length == 0 ? "project" : name[..Math.Min(64, name.Length)];
    }

    static JsonObject Document(ProjectDraft draft, FileLook look, FileInfo into) => new()
    {
        ["file"] = into.FullName,
        ["name"] = draft.Name,
        ["rows"] = look.Rows,
        ["target"] = draft.Target.Name,
        ["classes"] = new JsonArray([.. draft.Classes.Select(value => JsonValue.Create(value))]),
        ["time"] = draft.Time?.Name,
        ["key"] = draft.Key?.Name,
        ["features"] = new JsonArray([.. draft.Numbers.Concat(draft.Categories).Select(column => JsonValue.Create(column.Name))]),
        ["leaks"] = new JsonArray([.. draft.Leaks.Select(leak => new JsonObject
        {
            ["columns"] = new JsonArray([.. leak.Columns.Select(column => JsonValue.Create(column.Name))]),
            ["why"] = leak.Why,
        })]),
        ["unused"] = new JsonArray([.. draft.Unused.Select(column => JsonValue.Create(column.Name))]),
    };

    static IEnumerable<string> Story(ProjectDraft draft, FileLook look, FileInfo into)
    {
        yield return $"{look.Rows:N0} rows. Predicted: {draft.Target.Name}, {(draft.Classifies ? $"one of {draft.Classes.Length} classes" : "a quantity")}, "
            + $"from {draft.Numbers.Length + draft.Categories.Length} columns."
            + (draft.Time is { } time ? $" Time: {time.Name}." : "") + (draft.Key is { } key ? $" Key: {key.Name}." : "");
        if (draft.Unused.Length > 0) yield return $"Not used: {string.Join(", ", draft.Unused.Select(column => column.Name))}.";
        if (draft.Leaks.Length > 0)
            yield return $"Left out, for they give the target away: {string.Join("; ", draft.Leaks.Select(leak => leak.Why))}. " +
                $"Put back what is known before {draft.Target.Name} is.";
        yield return $"Written: {into.FullName}";
        yield return $"Next: panta apply {Path.GetRelativePath(Directory.GetCurrentDirectory(), into.FullName)}    (trains the first model)";
        yield return "Then: panta server           (answers, watches, retrains; its page is at the address it prints)";
    }
}
