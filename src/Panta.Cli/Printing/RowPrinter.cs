using System.Globalization;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Cli.Printing;

/// <summary>Prints rows as they are read, in bounded memory.</summary>
static class RowPrinter
{
    /// <summary>How many rows there are to be: a number, or <c>all</c>, which is null.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static long? Limit(string text)
    {
        if (text == "all") return null;

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            ? rows
            : throw new UsageException($"--limit is '{text}'; needs a number of rows from 0 on, or all.");
    }

    /// <summary>Prints rows.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="form">How.</param>
    /// <param name="rows">The rows; read once, and no further than needed.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Whether there are more rows.</returns>
    public static bool Print(Terminal terminal, RowForm form, DataFrame rows, long? limit, CancellationToken cancel)
    {
        var (add, end) = Printer(terminal, form, rows);
        var isCut = false;
        foreach (var (batch, more) in Parts(rows, limit ?? long.MaxValue, cancel))
        {
            add(batch);
            isCut = more;
        }

        end();
        terminal.Out.Flush();
        return isCut;
    }

    static (Action<Table> Add, Action End) Printer(Terminal terminal, RowForm form, DataFrame rows)
    {
        switch (form)
        {
            case RowForm.Json:
                var stream = new TextStream(terminal.Out);
                return (batch => JsonRows.WriteLines(batch, stream), () => { });
            case RowForm.Csv:
                return (new CsvLines(terminal.Out, rows.Schema).Add, () => { });
            default:
                var table = new TextTable(terminal.Out, rows.Schema, terminal.HasWidth ? terminal.Width : null);
                return (table.Add, table.End);
        }
    }

    // The rows up to the limit, and with the last of them whether there are more.
    static IEnumerable<(Table Batch, bool More)> Parts(DataFrame rows, long limit, CancellationToken cancel)
    {
        var left = limit;
        foreach (var batch in rows.Batches(cancel))
        {
            if (batch.RowCount == 0) continue;

            var isCut = batch.RowCount > left;
            yield return (isCut ? batch.Slice(0, (int)left) : batch, isCut);
            if (isCut) yield break;

            left -= batch.RowCount;
        }
    }
}
