using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How JSON files are read. What is not given is found out from the files.</summary>
public sealed record JsonOptions
{
    /// <summary>Gets the types of some columns, by name. Default none: found out.</summary>
    public ImmutableSortedDictionary<string, DataType> Types { get; init; } = ImmutableSortedDictionary<string, DataType>.Empty;
}
