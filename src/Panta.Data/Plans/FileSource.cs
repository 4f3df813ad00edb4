using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>The rows of files. DuckDB's readers scan them by themselves, so that only the columns asked for are read, and of Parquet only the row groups.</summary>
public sealed record FileSource : Source
{
    readonly string _sql;
    readonly Func<DuckDbException, Exception?> _explain;
    // Clean copies that the SQL reads live as long as the plan.
    readonly ScratchFolder? _scratch;

    internal FileSource(
        Schema schema, FileFormat format, ImmutableArray<string> files, string sql, Func<DuckDbException, Exception?> explain, ScratchFolder? scratch = null)
        : base(schema)
    {
        (Format, Files) = (format, files);
        (_sql, _explain, _scratch) = (sql, explain, scratch);
    }

    /// <summary>Gets the format.</summary>
    public FileFormat Format { get; }

    /// <summary>Gets the files in the order in which they are read.</summary>
    public ImmutableArray<string> Files { get; }

    /// <inheritdoc/>
    public override string Title => $"{Format} '{Files[0]}'{(Files.Length > 1 ? $" and {Files.Length - 1} more" : "")} {Schema}";

    internal override string Sql(PlanSql query)
    {
        _scratch?.RequireThere();
        return _sql;
    }

    internal override Exception? Explained(DuckDbException error) => _explain(error);
}
