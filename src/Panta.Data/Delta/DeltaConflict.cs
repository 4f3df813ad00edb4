namespace Panta.Data.Delta;

/// <summary>Why a change cannot follow one that another writer committed in between.</summary>
public enum DeltaConflict
{
    /// <summary>The protocol was changed: what writing the table asks for is another.</summary>
    Protocol,

    /// <summary>Columns, partitions or properties were changed.</summary>
    Metadata,

    /// <summary>The same application left its mark in both.</summary>
    Transaction,

    /// <summary>Rows were added that this change would have had to look at.</summary>
    Added,

    /// <summary>A file that this change looked at is no longer part of the table.</summary>
    Read,

    /// <summary>Both take the same file out of the table.</summary>
    Removed,

    /// <summary>Both set the same domain of metadata.</summary>
    Domain,
}
