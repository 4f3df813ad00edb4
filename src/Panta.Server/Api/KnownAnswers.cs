using System.Diagnostics.CodeAnalysis;
using Panta.Data.Reading;
using Panta.Tracking.Stores;

namespace Panta.Server.Api;

/// <summary>
/// Answers as they were sent, for whoever asks the same again before anything is written: a page that many look at, or one looks at again and again, is
/// then neither read as a question nor put together. Thread-safe.
/// </summary>
/// <param name="database">What the answers depend on, and nothing else.</param>
/// <param name="mostBytes">The most that questions and answers may take together; null (default) for 16 MB, or 1/64 of the memory where that is less.</param>
sealed class KnownAnswers(Database database, long? mostBytes = null)
{
    const int LongestQuestion = 4096, LargestAnswer = 64 * 1024;
    const int Beside = 150; // two arrays' heads and the entry of the dictionary

    readonly long _mostBytes = mostBytes ?? ProcessMemory.AtMost(16 << 20, share: 64);
    readonly Lock _lock = new();
    readonly Dictionary<byte[], byte[]> _answers = new(new ByContent());
    long _asOf = -1; // the count of changes at which all of them hold
    long _bytes;

    /// <summary>The answer to a question that was asked since the last change; null where it was not.</summary>
    /// <param name="question">The request's body.</param>
    /// <param name="asOf">The count of changes that an answer which is made now is to be kept with.</param>
    public byte[]? Find(ReadOnlySpan<byte> question, out long asOf)
    {
        asOf = database.Changes;
        lock (_lock)
            return asOf == _asOf && _answers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(question, out var answer) ? answer : null;
    }

    /// <summary>Keeps an answer, unless it is large, or something was written while it was made.</summary>
    /// <param name="question">The request's body; nothing is kept for an empty one, whose fields are in the query.</param>
    /// <param name="asOf">What <see cref="Find"/> told before the answer was made.</param>
    /// <param name="pieces">The answer, one behind the other.</param>
    public void Add(ReadOnlySpan<byte> question, long asOf, IReadOnlyList<byte[]> pieces)
    {
        var length = pieces.Sum(piece => (long)piece.Length);
        var cost = question.Length + length + Beside;
        if (question.Length is 0 or > LongestQuestion || length > LargestAnswer || cost > _mostBytes || asOf != database.Changes) return;

        var (key, answer) = (question.ToArray(), Whole(pieces, (int)length));
        lock (_lock)
        {
            if (asOf < _asOf) return;
            if (asOf > _asOf || _bytes + cost > _mostBytes) Forget(asOf);
            if (_answers.TryAdd(key, answer)) _bytes += cost;
        }
    }

    void Forget(long asOf)
    {
        _answers.Clear();
        (_asOf, _bytes) = (asOf, 0);
    }

    static byte[] Whole(IReadOnlyList<byte[]> pieces, int length)
    {
        var (whole, end) = (new byte[length], 0);
        foreach (var piece in pieces)
        {
            piece.CopyTo(whole, end);
            end += piece.Length;
        }

        return whole;
    }

    sealed class ByContent : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] bytes) => GetHashCode(bytes.AsSpan());

        // With the process's own seed: nobody who asks can choose questions of one hash.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
