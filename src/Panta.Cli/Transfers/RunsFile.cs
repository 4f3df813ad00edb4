using System.Text;
using Panta.Tracking.Runs;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Transfers;

/// <summary>
/// The runs of a search, all or the first few, as a CSV file. The search is read twice, page by page: first for the columns there are, then for the lines; so
/// memory holds the columns' names and a page. A param, metric or tag that is logged for the first time between the two is not in the file.
/// </summary>
sealed class RunsFile(Uri server, string[] experiments, string filter, string[] orderBy, int? most)
{
    static readonly string[] About = ["experiment_id", "status", "start_time", "end_time", "user_id"];

    /// <summary>Writes it.</summary>
    /// <returns>The number of runs.</returns>
    /// <exception cref="UsageException">The file is there already.</exception>
    public long Write(string file, Terminal terminal, CancellationToken cancel)
    {
        if (File.Exists(file)) throw new UsageException($"'{file}' is there already. Give a new file.");

        using var source = new MlflowServer(server);
        using var progress = new Progress(terminal, "Writing");
        var lines = new RunCsv([.. About.Select(name => new RunColumn(RunColumnKind.Attribute, name)), .. Columns(source, cancel)]);
        var done = 0L;
        try
        {
            using var writer = new StreamWriter(file, new UTF8Encoding(false), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });
            writer.Write(lines.Header());
            foreach (var run in Found(source))
            {
                cancel.ThrowIfCancellationRequested();
                writer.Write(lines.Line(run));
                progress.Report(++done);
            }
        }
        catch
        {
            File.Delete(file);
            throw;
        }

        return done;
    }

    IEnumerable<Run> Found(MlflowServer source) => source.Search(experiments, filter, orderBy).Take(most ?? int.MaxValue);

    // Params, metrics and tags, each by name.
    List<RunColumn> Columns(MlflowServer source, CancellationToken cancel)
    {
        var found = new HashSet<RunColumn>();
        foreach (var run in Found(source))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var param in run.Params) found.Add(new(RunColumnKind.Param, param.Key));
            foreach (var metric in run.Metrics) found.Add(new(RunColumnKind.Metric, metric.Key));
            foreach (var tag in run.Tags) found.Add(new(RunColumnKind.Tag, tag.Key));
        }

        RunColumnKind[] kinds = [RunColumnKind.Param, RunColumnKind.Metric, RunColumnKind.Tag];
        return [.. found.OrderBy(column => Array.IndexOf(kinds, column.Kind)).ThenBy(column => column.Key, StringComparer.Ordinal)];
    }
}
