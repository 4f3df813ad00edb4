using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How Parquet files are read: their columns and types stand in the files.</summary>
public sealed record ParquetReadOptions
{
    /// <summary>Gets the whole schema: columns missing in the files, or not in it, or of another type, are an error. Default null: the files'.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Gets whether a column that is not in every file is null where it is missing; false: an error. Default false.</summary>
    public bool AllowMissingColumns { get; init; }
}
