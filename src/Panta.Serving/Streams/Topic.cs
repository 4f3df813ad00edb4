using System.Threading.Channels;

namespace Panta.Serving.Streams;

/// <summary>
/// An ordered stream of messages inside this process, of bounded length: a publisher that is too fast waits. Safe for many publishers and readers; each
/// message goes to one
/// reader.
/// </summary>
/// <typeparam name="T">What a message is.</typeparam>
public sealed class Topic<T>
{
    readonly Channel<T> _messages;

    /// <summary>An empty topic.</summary>
    /// <param name="name">Its name, for people.</param>
    /// <param name="capacity">Messages that wait before a publisher has to; at least 1. Default 1,024.</param>
    public Topic(string name, int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Name = name;
        _messages = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets how many messages wait.</summary>
    public int Waiting => _messages.Reader.Count;

    /// <summary>Adds a message; waits while the topic is full.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ChannelClosedException">The topic was completed.</exception>
    public ValueTask PublishAsync(T message, CancellationToken cancel = default) => _messages.Writer.WriteAsync(message, cancel);

    /// <summary>Says that no message follows: readers end once they have read what waits.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>
    /// The messages that wait, at least one and at most <paramref name="most"/>: what came while the last batch was worked on makes the next. No
    /// timer.
    /// </summary>
    /// <param name="most">Most messages; at least 1.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>In order of publishing. Empty: the topic is complete.</returns>
    public async ValueTask<IReadOnlyList<T>> ReadAsync(int most, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);

        var batch = new List<T>();
        while (batch.Count == 0 && await _messages.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            while (batch.Count < most && _messages.Reader.TryRead(out var message)) batch.Add(message);
        return batch;
    }
}
